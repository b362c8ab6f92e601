"""Records what Keras's model.summary() prints: `python parity/make_summary_fixtures.py`.

Writes src/models/summary.fixtures.json.gz: for every model a plain description (the `SummaryModel` of
src/models/summary.ts) and the texts of several calls, which summary.test.ts compares with, to the character.
"""

import contextlib
import gzip
import io
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ["TERM"] = "xterm-256color"
for name in ("COLORTERM", "NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(name, None)

import keras
import numpy as np
from keras import layers, tree
from keras.src.utils import summary_utils

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src" / "models" / "summary.fixtures.json.gz"
models = []


class Leaf:
    """A shape, so that a structure of shapes has leaves."""

    def __init__(self, shape):
        self.shape = shape


def shape_structure(value):
    if isinstance(value, Leaf):
        return list(value.shape)
    if isinstance(value, dict):
        return {"dict": [[key, shape_structure(inner)] for key, inner in value.items()]}
    return {"tuple" if isinstance(value, tuple) else "list": [shape_structure(inner) for inner in value]}


def output_shape(layer):
    if not layer._inbound_nodes and not layer._build_shapes_dict:
        return None
    if layer._inbound_nodes:
        outputs = layer._inbound_nodes[-1].output_tensors
        return shape_structure(tree.map_structure(lambda x: Leaf(x.shape), outputs))
    try:
        outputs = layer.compute_output_shape(**layer._build_shapes_dict)
    except NotImplementedError:
        return None
    return shape_structure(tree.map_shape_structure(Leaf, outputs))


def row(layer, nodes):
    connected = [
        [tensor._keras_history.operation.name, tensor._keras_history.node_index, tensor._keras_history.tensor_index]
        for node in layer._inbound_nodes
        if node in nodes
        for tensor in node.input_tensors
    ]
    built = getattr(layer, "built", None)
    found = {
        "name": layer.name,
        "className": type(layer).__name__,
        "outputShape": output_shape(layer),
        "parameters": 0 if built is None else layer.count_params() if built else "unbuilt",
        "connectedTo": connected,
        "trainable": bool(layer.trainable) if getattr(layer, "weights", None) else None,
    }
    if getattr(layer, "layers", None):
        found["nested"] = [row(inner, nodes) for inner in layer.layers]
    return found


def total(weights):
    return {"count": summary_utils.count_params(weights), "bytes": summary_utils.weight_memory_size(weights)}


def describe(model):
    linear = "Connected to" not in printed(model, columns=200)
    functional = isinstance(model, keras.src.models.Functional) and not isinstance(model, keras.Sequential)
    nodes = [] if linear else [node for depth in model._nodes_by_depth.values() for node in depth]
    trainable = getattr(model, "_collected_trainable_weights", model.trainable_weights)
    totals = {"trainable": total(trainable), "nonTrainable": total(model.non_trainable_weights)}
    if model.compiled and model.optimizer and model.optimizer.built:
        totals["optimizer"] = total(model.optimizer.variables)
    rows = [row(layer, nodes) for layer in (model._operations if functional else model.layers)]
    return {"name": model.name, "linear": linear, "rows": rows, "totals": totals}


def printed(model, columns=None, color=False, **options):
    for name, value in (("COLUMNS", columns), ("FORCE_COLOR", "1" if color else None)):
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        model.summary(**options)
    return out.getvalue()


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def record(title, model, variants=({},)):
    found = {"title": title, "model": describe(model), "variants": []}
    for options in variants:
        variant = {"options": {camel(name): value for name, value in options.items()}}
        try:
            variant["text"] = printed(model, **options)
        except ValueError as error:
            variant["error"] = str(error)
        found["variants"].append(variant)
    models.append(found)


def fresh():
    keras.utils.clear_session()


MOST = [
    {},
    {"color": True},
    {"show_trainable": True},
    {"show_trainable": True, "color": True},
    {"columns": 120},
    {"columns": 100, "expand_nested": True},
    {"columns": 50},
    {"columns": 66, "color": True},
    {"columns": 70, "expand_nested": True, "show_trainable": True, "color": True},
]
NESTED = MOST + [{"expand_nested": True}, {"expand_nested": True, "color": True}]


def sequential_models():
    fresh()
    model = keras.Sequential(
        [layers.Input((784,)), layers.Dense(128, activation="relu"), layers.Dropout(0.2), layers.Dense(10)]
    )
    widths = [{"columns": columns} for columns in (20, 24, 30, 36, 200)]
    lengths = [{"line_length": length} for length in (12, 16, 21, 28, 60)]
    long = [{"line_length": 120, "columns": 80}, {"line_length": 120, "columns": 80, "color": True}]
    positions = [
        {"positions": [0.3, 0.6, 0.9]},
        {"positions": [0.5, 0.6, 1.0]},
        {"positions": [30, 60, 90]},
        {"positions": [0.01, 0.5, 1.0]},
        {"positions": [0.4, 0.5, 0.6, 0.7]},
        {"positions": [0.2, 0.5, 0.6], "line_length": 40},
        {"positions": [0.25, 0.5, 0.75], "line_length": 90, "columns": 100, "show_trainable": True},
    ]
    names = [("dropout", "dense_1"), ("dense_1", "dropout"), ("dense", "dense"), ("d.*t$", "dense_1"), ("x", "dense_1")]
    ranges = [{"layer_range": pair} for pair in names]
    cut = [{"line_length": 100, "columns": 33}, {"line_length": 100, "columns": 33, "color": True}]
    record("sequential, built", model, MOST + widths + lengths + long + positions + ranges + cut)
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(np.zeros((4, 784)), np.zeros(4), verbose=0)
    record("sequential, trained", model, MOST[:5])

    fresh()
    model = keras.Sequential([layers.Dense(4), layers.Dense(2)])
    record("sequential, deferred", model, [{}, {"show_trainable": True}, {"color": True}])
    model.compile("sgd", "mse")
    record("sequential, deferred, compiled", model)
    model.build((None, 3))
    record("sequential, compiled, built late", model)
    model.fit(np.zeros((4, 3)), np.zeros((4, 2)), verbose=0)
    record("sequential, trained by sgd", model)

    fresh()
    record("sequential, empty", keras.Sequential(name="empty"), [{}, {"color": True}])

    fresh()
    stack = [
        layers.Input((28, 28, 1)),
        layers.Rescaling(1 / 255),
        layers.Conv2D(32, 3),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3),
        layers.Flatten(),
        layers.Dense(10),
    ]
    model = keras.Sequential(stack, name="convolutional")
    record("convolutional", model, MOST)
    model.layers[1].trainable = False
    frozen = [{"show_trainable": True}, {"show_trainable": True, "color": True, "columns": 110}]
    record("convolutional, partly frozen", model, frozen)

    fresh()
    recurrent = layers.Bidirectional(layers.LSTM(64, return_sequences=True))
    stack = [layers.Input((None,)), layers.Embedding(20000, 128), recurrent, layers.GRU(32), layers.Dense(1)]
    record("recurrent", keras.Sequential(stack), MOST)

    fresh()
    stack = [
        layers.Input((10, 16)),
        layers.LayerNormalization(),
        layers.TimeDistributed(layers.Dense(4)),
        layers.Conv1D(3, 2),
        layers.GlobalMaxPooling1D(),
    ]
    record("sequence layers", keras.Sequential(stack), MOST)

    fresh()
    half = layers.Embedding(100_000, 8, dtype="float16")
    stack = [layers.Input((10,), dtype="int32"), half, layers.Flatten(), layers.Dense(3)]
    record("weights of two sizes", keras.Sequential(stack))

    fresh()
    parts = [layers.Dense(3), layers.Dense(4)]
    model = keras.Sequential([keras.Sequential(parts, name="inner"), layers.Dense(1)], name="outer")
    record("nested, unbuilt", model, [{"expand_nested": True}, {"expand_nested": True, "show_trainable": True}])


def huge_models():
    """Counts as if every weight were many, without the memory that would need."""
    fresh()
    model = keras.Sequential([layers.Input((16,), batch_size=32), layers.Dense(3000), layers.Dense(500)])
    count, size = summary_utils.count_params, summary_utils.weight_memory_size
    for factor in (37, 1_000_003, 2_000_000_011):
        summary_utils.count_params = lambda weights, factor=factor: count(weights) * factor
        summary_utils.weight_memory_size = lambda weights, factor=factor: size(weights) * factor
        for layer in model.layers:
            object.__setattr__(layer, "count_params", lambda layer=layer, factor=factor: count(layer.weights) * factor)
        record(f"counts times {factor:,}", model, MOST[:4] + [{"columns": 44}])
    summary_utils.count_params, summary_utils.weight_memory_size = count, size


def functional_models():
    fresh()
    inputs = layers.Input((32,))
    outputs = layers.Dense(64)(layers.Dense(64, activation="relu")(inputs))
    record("functional chain", keras.Model(inputs, outputs), MOST)

    fresh()
    inputs = layers.Input((32,))
    model = keras.Model(inputs, layers.Add()([layers.Dense(64)(inputs), layers.Dense(64)(inputs)]))
    layouts = [{"line_length": 70}, {"positions": [0.25, 0.5, 0.75, 1.0]}]
    record("two branches", model, MOST + layouts + [{"columns": columns} for columns in (20, 31, 44)])

    fresh()
    inputs = x = layers.Input((28, 28, 3), name="picture")
    for index in range(3):
        before = x
        x = layers.Conv2D(3, 3, padding="same", name=f"block{index}_convolution")(x)
        x = layers.BatchNormalization(name=f"block{index}_normalization")(x)
        x = layers.add([layers.Activation("relu")(x), before])
    record("residual", keras.Model(inputs, layers.GlobalAveragePooling2D()(x), name="residual"), MOST)

    fresh()
    shared = layers.Dense(8, name="shared")
    left, right = layers.Input((4,), name="left"), layers.Input((4,), name="right")
    both = layers.Concatenate()([shared(left), shared(right)])
    record("shared layer", keras.Model([left, right], layers.Dense(1)(both)), MOST)

    fresh()
    twice = layers.Dense(4, name="twice")
    inputs = layers.Input((4,))
    record("layer applied twice in a chain", keras.Model(inputs, twice(twice(inputs))), MOST[:4])

    fresh()
    first, second = layers.Input((3,), name="first"), layers.Input((3,), name="second")
    x = keras.ops.relu(first * 2.0 + second) - 1.0
    record("raw operations", keras.Model([first, second], x), MOST)

    fresh()
    inputs = layers.Input(())
    record("scalar samples", keras.Model(inputs, layers.Rescaling(2.0)(inputs)), MOST[:4])

    fresh()
    inputs = layers.Input((10, 16))
    attended = layers.MultiHeadAttention(2, 8)(inputs, inputs)
    model = keras.Model(inputs, layers.LayerNormalization()(layers.Add()([inputs, attended])))
    record("attention", model, MOST)
    model.trainable = False
    record("frozen as a whole", model, [{"show_trainable": True}])
    model.trainable = True
    model.compile("rmsprop", "mse")
    model.fit(np.zeros((2, 10, 16)), np.zeros((2, 10, 16)), verbose=0)
    record("functional, trained by rmsprop", model, MOST[:3])


def nested_models():
    fresh()
    inner = keras.Sequential([layers.Input((8,)), layers.Dense(4), layers.Dense(2)], name="inner")
    inputs = layers.Input((8,))
    model = keras.Model(inputs, layers.Dense(1)(inner(inputs)), name="outer")
    record("sequential in functional", model, NESTED + [{"layer_range": ["inner", "inner"], "expand_nested": True}])

    fresh()
    inputs = layers.Input((8,))
    inner = keras.Model(inputs, layers.add([layers.Dense(4)(inputs), layers.Dense(4)(inputs)]), name="inner")
    middle = keras.Sequential([layers.Input((8,)), inner, layers.Dense(8)], name="middle")
    left, right = layers.Input((8,)), layers.Input((8,))
    model = keras.Model([left, right], layers.multiply([middle(left), middle(right)]), name="outer")
    record("three deep, shared", model, NESTED)

    fresh()

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__(name="subclassed")
            self.first = layers.Dense(4)
            self.second = layers.Dense(2)

        def call(self, x):
            return self.second(self.first(x))

    model = Subclassed()
    record("subclassed, unbuilt", model, [{}, {"show_trainable": True}])
    model(np.zeros((2, 3)))
    record("subclassed, called", model, MOST[:4])


def output_structures():
    fresh()
    inputs = layers.Input((5, 7))
    outputs, hidden, carry = layers.LSTM(3, return_state=True)(inputs)
    record("several outputs of one layer", keras.Model(inputs, [outputs, hidden, carry]), MOST)
    record("states used", keras.Model(inputs, layers.add([hidden, carry])), MOST)

    fresh()

    class Splitter(layers.Layer):
        def call(self, x):
            return {"wide": x, "mean": keras.ops.mean(x, axis=-1), "pair": (x, [keras.ops.sum(x)])}

    inputs = layers.Input((6,))
    record("dict outputs", keras.Model(inputs, Splitter()(inputs)["wide"]), MOST)
    inputs = layers.Input((6,))
    mean = keras.ops.expand_dims(Splitter()(inputs)["mean"], -1)
    record("dict outputs, scalars", keras.Model(inputs, layers.Dense(2)(mean)), MOST)
    inner = keras.Model(inputs, {"b": layers.Dense(2, name="b")(inputs), "a": layers.Dense(3, name="a")(inputs)})
    inputs = layers.Input((6,))
    record("model with dict outputs inside", keras.Model(inputs, inner(inputs)["a"]), MOST)

    # Layers that were called outside a graph tell their shapes themselves, as structures.
    fresh()

    class Structured(layers.Layer):
        def __init__(self, structure):
            super().__init__()
            self.structure = structure

        def build(self, input_shape):
            self.scale = self.add_weight(shape=())

        def call(self, x):
            return x * self.scale

        def compute_output_shape(self, input_shape):
            return self.structure(tuple(input_shape))

    class Eager(keras.Model):
        def __init__(self):
            super().__init__(name="structures")
            self.as_dict = Structured(lambda shape: {"wide": shape, "mean": shape[:-1], "both": (shape, [()])})
            self.as_tuple = Structured(lambda shape: (shape, shape[:-1]))
            self.as_list = Structured(lambda shape: [shape, (shape,), [shape]])
            self.as_one = Structured(lambda shape: {"only": shape})

        def call(self, x):
            return self.as_one(self.as_list(self.as_tuple(self.as_dict(x))))

    model = Eager()
    model(np.zeros((2, 6)))
    record("structures of shapes", model, MOST[:5])


def long_and_foreign_names():
    fresh()
    inputs = layers.Input((224, 224, 3), name="a_very_long_input_name_that_will_not_fit_into_its_column")
    long = "an-exceedingly-long-name.with_dots_and_underscores_of_a_convolution"
    x = layers.Conv2D(64, 3, name="short")(layers.Conv2D(64, 3, name=long)(inputs))
    name = "a_model_with_a_very_long_name_that_is_wider_than_eighty_characters_in_any_terminal_of_usual_width"
    record("long names", keras.Model(inputs, x, name=name), MOST)
    other = layers.Conv2D(64, 3, name="the_other_branch_with_a_long_name_of_its_own_that_folds")(inputs)
    x = layers.Concatenate(name="where both meet again")([x, layers.Cropping2D(1)(other)])
    name = f"two words then_{'a_very_long_word_which_must_fold_' * 3}"
    record("long names, branches", keras.Model(inputs, x, name=name), MOST + [{"columns": 31}, {"columns": 27}])

    fresh()
    inputs = layers.Input((4,), name="eingang_größe")
    x = layers.Dense(3, name="ναί ή όχι")(inputs)
    model = keras.Model(inputs, layers.Dense(2, name="層の名前はとても長いので折り返します")(x), name="모델")
    record("names in other scripts", model, [{}, {"color": True}] + [{"columns": columns} for columns in (33, 40, 45)])

    fresh()
    inputs = layers.Input((4,), name="tag[red]in")
    model = keras.Model(inputs, layers.Dense(2, name="back[bold]")(inputs), name="[b]model")
    record("names with brackets", model, [{}, {"color": True}])


sequential_models()
huge_models()
functional_models()
nested_models()
output_structures()
long_and_foreign_names()

amounts = [0, 1, 0.5, 5.25, 127.125, 128, 1023, 1023.996, 1024, 1152, 1280, 1408, 1664, 1920, 123456789]
amounts += [2**20 - 1, 2**20, 2**20 * 1.125, 2**30 * 2.375, 2**40 * 1.005, 2**50, 2**60, 2**70]
sizes = [[amount, summary_utils.readable_memory_size(amount)] for amount in amounts]
text = json.dumps({"keras": keras.__version__, "sizes": sizes, "models": models}, ensure_ascii=False)
TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
variants = [variant for model in models for variant in model["variants"]]
print(f"{len(models)} models, {len(variants)} texts, {TARGET.stat().st_size:,} bytes")

"""Writes the .keras files that src/saving reads in its tests, with inputs, outputs and one more step of training.

    KERAS_BACKEND=jax python parity/make_keras_files.py           writes src/saving/fixtures

Keras judges the files that Layerwise writes, by their outputs and one more step of training:

    SAVE_TO=.build/saved npx vitest run --project node src/saving/keras-files
    KERAS_BACKEND=jax python parity/make_keras_files.py .build/saved
"""

import io
import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers

FIXTURES = pathlib.Path(__file__).parent.parent / "src" / "saving" / "fixtures"
RANDOM = np.random.default_rng(7)


def normal(*shape):
    return RANDOM.normal(size=shape).astype("float32").round(3)


def onehot(count, classes):
    return np.eye(classes, dtype="float32")[RANDOM.integers(0, classes, count)]


def mlp():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation="relu"), layers.Dropout(0.0), layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model, normal(6, 4), onehot(6, 3)


def two_ends():
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    x = layers.Concatenate()([layers.Dense(4, activation="tanh")(a), layers.Dense(4, activation="gelu")(b)])
    y, z = layers.Dense(2, name="z")(x), layers.Dense(1, name="y")(x)
    model = keras.Model({"a": a, "b": b}, {"second": y, "first": z})
    model.compile(
        optimizer=keras.optimizers.RMSprop(0.01, momentum=0.5),
        loss={"first": "mse", "second": keras.losses.Huber(delta=0.7)},
        loss_weights={"first": 1.0, "second": 0.25},
        metrics={"first": ["mae"], "second": [keras.metrics.MeanSquaredError()]},
    )
    return model, {"a": normal(5, 3), "b": normal(5, 2)}, {"second": normal(5, 2), "first": normal(5, 1)}


def lists():
    a, b = keras.Input((3,)), keras.Input((3,))
    x = layers.Add()([a, b])
    model = keras.Model([a, b], [layers.Dense(2)(x), layers.Dense(1)(layers.Subtract()([a, b]))])
    model.compile(optimizer=keras.optimizers.AdamW(0.02, weight_decay=0.01, clipnorm=1.0), loss=["mse", "mae"], loss_weights=[1.0, 2.0])
    return model, [normal(4, 3), normal(4, 3)], [normal(4, 2), normal(4, 1)]


def shared():
    a = keras.Input((4,))
    dense = layers.Dense(4, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01), kernel_constraint="max_norm")
    model = keras.Model(a, layers.Dense(1)(dense(dense(a))))
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)
    model.compile(optimizer=keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True), loss=keras.losses.MeanSquaredError())
    return model, normal(6, 4), normal(6, 1)


def nested():
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(3, activation="relu"), layers.BatchNormalization()], name="inner")
    i = keras.Input((3,))
    j = layers.Dense(2)(i)
    graph = keras.Model(i, {"p": j, "o": layers.Dense(3)(j)}, name="graph")
    x = keras.Input((3,))
    first = graph(inner(x))
    second = graph(first["o"])
    model = keras.Model(x, [layers.Add()([first["p"], second["p"]]), second["o"]])
    model.compile(optimizer="adam", loss="mse")
    return model, normal(5, 3), [normal(5, 2), normal(5, 3)]


def norms():
    model = keras.Sequential(
        [
            keras.Input((4, 6)),
            layers.BatchNormalization(),
            layers.LayerNormalization(),
            layers.GroupNormalization(groups=2),
            layers.RMSNormalization(),
            layers.UnitNormalization(),
            layers.Dropout(0.5),
            layers.SpatialDropout1D(0.2),
            layers.GaussianNoise(0.1),
            layers.GaussianDropout(0.1),
            layers.AlphaDropout(0.1),
            layers.ActivityRegularization(l2=0.01),
        ]
    )
    return model, normal(3, 4, 6), None


def merging():
    a, b = keras.Input((4,)), keras.Input((4,))
    c = layers.Dense(4)(a)
    parts = [kind()([c, b]) for kind in (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)]
    parts.append(layers.Dot(axes=1, normalize=True)([c, b]))
    return keras.Model([a, b], layers.Concatenate(axis=-1)(parts)), [normal(3, 4), normal(3, 4)], None


def tokens():
    x = keras.Input((5,), dtype="int32")
    y = layers.Embedding(7, 4, mask_zero=True)(x)
    y = layers.TimeDistributed(layers.Dense(3, activation="relu"))(y)
    y = layers.EinsumDense("abc,cd->abd", output_shape=(None, 2), bias_axes="d")(y)
    y = layers.Permute((2, 1))(y)
    y = layers.Reshape((5, 2))(y)
    y = layers.Flatten()(y)
    y = layers.RepeatVector(2)(y)
    return keras.Model(x, layers.Identity()(layers.Masking()(y))), RANDOM.integers(0, 7, (3, 5)).astype("int32"), None


def activations():
    chain = [
        layers.ReLU(max_value=2.0, negative_slope=0.1),
        layers.Dense(4, activation="silu"),
        layers.LeakyReLU(0.2),
        layers.PReLU(alpha_initializer=keras.initializers.Constant(0.3)),
        layers.ELU(0.7),
        layers.Activation("hard_sigmoid"),
        layers.Softmax(),
    ]
    return keras.Sequential([keras.Input((4,)), *chain]), normal(5, 4), None


def images():
    chain = [
        layers.Rescaling(1 / 255, offset=-0.5),
        layers.ZeroPadding2D(((1, 0), (0, 2))),
        layers.Cropping2D(((0, 1), (1, 0))),
        layers.UpSampling2D(2, interpolation="bilinear"),
        layers.SpatialDropout2D(0.3),
        layers.Flatten(),
        layers.Dense(2),
    ]
    return keras.Sequential([keras.Input((3, 4, 2)), *chain]), (RANDOM.random((2, 3, 4, 2)) * 255).astype("float32"), None


def operations():
    a, b = keras.Input((4,)), keras.Input((4,))
    x = layers.Dense(4)(a) + b
    x = keras.ops.relu(x * 2.0) - 1.0
    x = (1.0 - x) / 4.0
    x = keras.ops.tanh(keras.ops.maximum(x, -b))
    return keras.Model([a, b], keras.ops.concatenate([x, a * b], axis=-1)), [normal(3, 4), normal(3, 4)], None


def frozen():
    base = keras.Sequential([keras.Input((3,)), layers.Dense(3), layers.BatchNormalization()], name="base")
    base.trainable = False
    model = keras.Sequential([keras.Input((3,)), base, layers.Dense(2, use_bias=False)])
    model.compile(optimizer=keras.optimizers.Adam(0.01, amsgrad=True, use_ema=True), loss="mse", metrics=["mae", "mse"], weighted_metrics=["mae"])
    return model, normal(5, 3), normal(5, 2)


MODELS = [mlp, two_ends, lists, shared, nested, norms, merging, tokens, activations, images, operations, frozen]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    array = np.asarray(value)
    return {"shape": list(array.shape), "data": array.ravel().astype("float64").round(7).tolist()}


def drawn(model):
    """Weights that no initializer gives, so that none could go missing unnoticed."""
    for variable in model.variables:
        if not variable.dtype.startswith("float"):
            continue
        values = normal(*variable.shape)
        variable.assign(np.abs(values) + 0.5 if "variance" in variable.name else values)


def main():
    FIXTURES.mkdir(exist_ok=True)
    expected = {}
    for make in MODELS:
        keras.utils.clear_session()
        model, x, y = make()
        drawn(model)
        if y is not None:
            model.train_on_batch(x, y)
            model.train_on_batch(x, y)
        name = make.__name__.replace("_", "-")
        model.save(FIXTURES / f"{name}.keras")
        if make is mlp:
            older(FIXTURES / "mlp.keras", FIXTURES / "older.keras")
        # Keras itself may lose something in a file, such as Huber's delta: what counts is what it reads back.
        model = keras.saving.load_model(FIXTURES / f"{name}.keras")
        record = {"x": plain(x), "output": plain(model.predict(x, verbose=0))}
        if y is not None:
            logs = model.train_on_batch(x, y, return_dict=True)
            record |= {"y": plain(y), "loss": float(logs["loss"]), "next": [plain(v.numpy()) for v in model.weights]}
        expected[name] = record
    (FIXTURES / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


def older(source, target):
    """The same model as the first versions of Keras 3 wrote it: other spellings, and weights without names."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])

    def rewrite(value):
        if isinstance(value, list):
            return [rewrite(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        if value.get("class_name") == "DTypePolicy":
            return value["config"]["name"]
        changed = {key: rewrite(inner) for key, inner in value.items() if key not in ("quantization_config", "input_axes", "output_axes")}
        if value.get("class_name") == "Dense":
            changed |= {"module": "keras.src.layers.core.dense", "registered_name": "Dense"}
        if value.get("class_name") == "InputLayer":
            changed["config"].pop("optional"), changed["config"].pop("ragged")
        return changed

    config = rewrite(config)
    config["compile_config"] |= {"optimizer": "adam", "loss": {"module": "builtins", "class_name": "function", "config": "categorical_crossentropy", "registered_name": "categorical_crossentropy"}}
    members["config.json"] = json.dumps(config).encode()
    members["metadata.json"] = json.dumps({"keras_version": "3.0.5", "date_saved": "2024-02-27@12:00:00"}).encode()
    import h5py

    buffer = io.BytesIO(members["model.weights.h5"])
    with h5py.File(buffer, "r+") as file:
        file.visititems(lambda _, item: item.attrs.pop("name", None))
    members["model.weights.h5"] = buffer.getvalue()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def given(value):
    if isinstance(value, dict) and set(value) == {"shape", "data"}:
        return np.array(value["data"], "float32").reshape(value["shape"])
    if isinstance(value, dict):
        return {key: given(inner) for key, inner in value.items()}
    return [given(inner) for inner in value]


def difference(a, b):
    a, b = keras.tree.flatten(a), keras.tree.flatten(b)
    assert len(a) == len(b), (len(a), len(b))
    return max(float(np.max(np.abs(np.asarray(p) - q), initial=0)) for p, q in zip(a, b))


def judge(folder):
    """Opens FOLDER/<name>.keras, which Layerwise saved again, and compares outputs and one more step with the record."""
    expected = json.loads((FIXTURES / "expected.json").read_text())
    for name, record in expected.items():
        model = keras.saving.load_model(folder / f"{name}.keras")
        x = given(record["x"])
        line = f"{name:12} output {difference(model.predict(x, verbose=0), given(record['output'])):.1e}"
        if "y" in record:
            logs = model.train_on_batch(x, given(record["y"]), return_dict=True)
            line += f"  loss {abs(float(logs['loss']) - record['loss']):.1e}"
            line += f"  next {difference([v.numpy() for v in model.weights], given(record['next'])):.1e}"
        print(line)


if __name__ == "__main__":
    judge(pathlib.Path(sys.argv[1])) if len(sys.argv) > 1 else main()

"""Writes the .h5 files of whole models, and the sharded weights, that src/saving reads in its tests, with inputs and outputs.

    KERAS_BACKEND=jax python parity/make_legacy_files.py          the files of Keras 3
    python parity/make_legacy_files.py keras2                     those of Keras 2, where the package tf_keras is installed
"""

import json
import os
import pathlib
import sys

FIXTURES = pathlib.Path(__file__).parent.parent / "src" / "saving" / "fixtures" / "legacy"

if "keras2" in sys.argv:
    import tf_keras as keras

    PREFIX = "keras2-"
else:
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    PREFIX = "keras3-"

import numpy as np

layers = keras.layers
RANDOM = np.random.default_rng(11)


def normal(*shape):
    return RANDOM.normal(size=shape).astype("float32").round(3)


def convnet():
    model = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(3, 3, activation="relu", kernel_regularizer=keras.regularizers.l2(0.01)),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.25),
            layers.SeparableConv2D(4, 2),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax"),
        ],
        name="convnet",
    )
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, normal(3, 6, 6, 2)


def branches():
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared = layers.Dense(3, activation="tanh", name="shared")
    inner_in = keras.Input((3,))
    inner = keras.Model(inner_in, layers.Dense(3, name="deep")(inner_in), name="inner")
    tail = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="last")], name="tail")
    joined = layers.Concatenate()([inner(shared(a)), shared(b)])
    out = layers.Dense(3, name="mix")(joined)
    model = keras.Model([a, b], [tail(inner(out)), layers.Add()([out, shared(a)])], name="branches")
    model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss=["mse", keras.losses.Huber()], loss_weights=[1.0, 0.5])
    return model, [normal(3, 4), normal(3, 4)]


def words():
    x = keras.Input((5,), dtype="int32", name="words")
    y = layers.Embedding(9, 4, mask_zero=True)(x)
    y = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(y))
    model = keras.Model(x, layers.Dense(1, activation="sigmoid")(y), name="words_model")
    model.compile(optimizer="rmsprop", loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1), metrics=[keras.metrics.AUC(name="auc")])
    return model, np.array([[1, 2, 0, 0, 0], [3, 4, 5, 6, 0]], "int32")


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    array = np.asarray(value)
    return {"shape": list(array.shape), "data": array.ravel().astype("float64").round(7).tolist()}


def main():
    FIXTURES.mkdir(exist_ok=True, parents=True)
    expected = {}
    for make in (convnet, branches, words):
        keras.backend.clear_session()
        model, x = make()
        for variable in model.weights:
            values = normal(*variable.shape)
            variable.assign(np.abs(values) + 0.5 if "variance" in variable.name else values)
        name = PREFIX + make.__name__
        output = model.predict(x, verbose=0)
        y = [np.zeros_like(part) for part in output] if isinstance(output, list) else np.zeros_like(output[:, :1])
        model.train_on_batch(x, y)
        model.save(FIXTURES / f"{name}.h5")
        record = {"x": plain(x), "output": plain(model.predict(x, verbose=0)), "loss": model.loss if isinstance(model.loss, str) else None}
        if PREFIX == "keras3-":
            model.train_on_batch(x, y)
            record |= {"y": plain(y), "next": plain([v.numpy() for v in model.weights])}
        else:
            model.save_weights(FIXTURES / f"{name}.weights-only.h5", save_format="h5")
        expected[name] = record
    if PREFIX == "keras3-":
        model, x = convnet()
        model.optimizer.build(model.trainable_variables)
        model.save_weights(FIXTURES / "sharded.weights.json", max_shard_size=0.9e-6)
        expected["sharded"] = {"x": plain(x), "output": plain(model.predict(x, verbose=0))}
        (FIXTURES / "sharded.config.json").write_text(model.to_json() + "\n")
    (FIXTURES / f"{PREFIX}expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


main()

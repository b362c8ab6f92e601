"""What Keras's callbacks decide on given logs. Writes src/callbacks/fixtures/decisions.json.gz.

    python3 parity/callbacks.py
"""

import contextlib
import gzip
import io
import json
import math
import os
import pathlib
import random
import tempfile
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

TARGET = pathlib.Path(__file__).parent.parent / "src/callbacks/fixtures/decisions.json.gz"
ATTRIBUTES = {
    "EarlyStopping": ["wait", "best", "best_epoch", "stopped_epoch"],
    "ReduceLROnPlateau": ["wait", "best", "cooldown_counter"],
    "ModelCheckpoint": ["best"],
}


def make_model():
    """A model whose one weight tells the epoch, with a metric to rise and one to fall."""
    model = keras.Sequential([keras.layers.Input([1]), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["accuracy", "mae"])
    model.train_on_batch(np.zeros([2, 1]), np.zeros([2, 1]))
    return model


def play(case):
    """Lives through fits with given logs; tells what stood after each epoch, what was printed and what was saved."""
    model = make_model()
    model.optimizer.learning_rate = case.get("learning_rate", 0.1)
    saved = []
    model.save = lambda path, **options: saved.append(str(path))
    model.save_weights = lambda path, **options: saved.append(str(path))
    callback = getattr(keras.callbacks, case["class"])(**case["config"])
    callback.set_model(model)
    return [fit(case["class"], callback, model, logs, case.get("batches", 0), saved) for logs in case["fits"]]


def fit(name, callback, model, epochs, batches, saved):
    printed, steps = io.StringIO(), []
    model.stop_training = False
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        callback.on_train_begin({})
        for epoch, logs in enumerate(epochs):
            logs = dict(logs)
            callback.on_epoch_begin(epoch, {})
            for batch in range(batches):
                callback.on_train_batch_end(batch, dict(logs))
            model.set_weights([np.full([1, 1], epoch, "float32")])
            callback.on_epoch_end(epoch, logs)
            steps.append({
                **{one: value_of(getattr(callback, one)) for one in ATTRIBUTES[name]},
                "stop": model.stop_training,
                "learning_rate": float(model.optimizer.learning_rate),
                "logged_rate": logs.get("learning_rate"),
                "saved": list(saved),
            })
            saved.clear()
            if model.stop_training:
                break
        callback.on_train_end({})
    return {"steps": steps, "printed": printed.getvalue(), "weight": float(model.get_weights()[0][0, 0])}


def value_of(value):
    """A number as JSON has it."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def cases():
    chance = random.Random(7)

    def walk(count, names=("loss", "val_loss"), noise=0.2):
        """Values that fall, with noise, and then stay about where they are."""
        return [
            {name: round(1 / (1 + 0.3 * epoch) + noise * chance.uniform(-1, 1), 3) for name in names}
            for epoch in range(count)
        ]

    def values(name, *numbers):
        return [{name: number} for number in numbers]

    nan, inf = math.nan, math.inf
    stopping = [
        ({}, values("val_loss", 3, 2, 1, 1, 0.5)),
        ({"patience": 1}, values("val_loss", 3, 2, 2, 1, 2, 2, 0)),
        ({"patience": 2, "min_delta": 0.5}, values("val_loss", 3, 2.6, 2.4, 2.3, 2.2, 1)),
        ({"patience": 2, "min_delta": -0.5}, values("val_loss", 3, 2.6, 2.4, 2.3, 2.2, 1)),
        ({"monitor": "accuracy", "patience": 1}, values("accuracy", 0.1, 0.3, 0.2, 0.25, 0.9)),
        ({"monitor": "val_accuracy", "patience": 1}, values("val_accuracy", 0.1, 0.3, 0.2, 0.25, 0.9)),
        ({"monitor": "val_mae", "patience": 1}, values("val_mae", 0.5, 0.3, 0.4, 0.35, 0.1)),
        ({"monitor": "other", "mode": "max", "patience": 2}, values("other", 1, 2, 2, 2, 3)),
        ({"monitor": "other", "mode": "min", "patience": 2}, values("other", 1, 2, 2, 2, 0)),
        ({"monitor": "loss", "mode": "max"}, values("loss", 1, 2, 1, 3)),
        ({"patience": 2, "baseline": 0.5}, values("val_loss", 3, 2, 1, 0.9, 0.4)),
        ({"patience": 3, "baseline": 1.5}, values("val_loss", 3, 2, 1, 2, 2, 2, 2)),
        ({"patience": 1, "baseline": 0.9, "mode": "max", "monitor": "accuracy"}, values("accuracy", 0.5, 0.95, 0.8, 0.7)),
        ({"patience": 1, "restore_best_weights": True, "verbose": 1}, values("val_loss", 3, 1, 2, 2, 0)),
        ({"patience": 9, "restore_best_weights": True, "verbose": 1}, values("val_loss", 3, 1, 2, 2)),
        ({"patience": 1, "start_from_epoch": 3}, values("val_loss", 1, 2, 3, 4, 5, 6, 7)),
        ({"patience": 1, "start_from_epoch": 2, "restore_best_weights": True}, values("val_loss", 0, 2, 3, 2.5, 5, 6)),
        ({"patience": 1}, [{"val_loss": 2}, {"loss": 1}, {"val_loss": 3}, {}, {"val_loss": 3}, {"val_loss": 1}]),
        ({"patience": 1}, values("val_loss", nan, 1, 2)),
        ({"patience": 2}, values("val_loss", 1, nan, 0.5, nan, nan, 0.1)),
        ({"patience": 1}, values("val_loss", inf, inf, 1)),
        ({"patience": 2}, values("val_loss", 1, 1 - 1e-9, 1 - 2e-9, 1 - 3e-9)),
        ({"patience": 0, "verbose": 1}, values("val_loss", 1, 1)),
        *[
            ({"patience": patience, "min_delta": delta, "restore_best_weights": patience % 2 == 0, "verbose": 1}, walk(25))
            for patience in range(5)
            for delta in (0, 0.05)
        ],
    ]
    reducing = [
        ({"patience": 2}, values("val_loss", 3, 2, 2, 2, 2, 2, 2, 1)),
        ({"patience": 1, "factor": 0.5, "verbose": 1}, values("val_loss", 3, 3, 3, 2, 2.5, 2.5)),
        ({"patience": 1, "cooldown": 2, "factor": 0.5}, values("val_loss", *[3] * 12)),
        ({"patience": 2, "cooldown": 1, "factor": 0.5}, values("val_loss", 3, 3, 3, 3, 1, 3, 3, 3, 3, 3)),
        ({"patience": 1, "min_lr": 0.02, "factor": 0.5, "verbose": 1}, values("val_loss", *[3] * 8)),
        ({"patience": 1, "min_delta": 0.5}, values("val_loss", 3, 2.8, 2.2, 2, 1)),
        ({"patience": 1, "monitor": "accuracy"}, values("accuracy", 0.2, 0.3, 0.25, 0.25, 0.5)),
        ({"patience": 1, "monitor": "other", "mode": "max"}, values("other", 0.2, 0.3, 0.25, 0.25, 0.5)),
        ({"patience": 1}, [{"val_loss": 2}, {"loss": 1}, {"val_loss": 3}, {"loss": 1}, {"val_loss": 3}]),
        ({"patience": 1}, values("val_loss", nan, 1, 2)),
        ({"patience": 0, "verbose": 1}, values("val_loss", 2, 2, 1)),
        ({"patience": 1, "factor": 0.001, "verbose": 1}, values("val_loss", *[2] * 4)),
        *[
            ({"patience": patience, "factor": 0.3, "cooldown": cooldown, "verbose": 1}, walk(25))
            for patience in (1, 2, 4)
            for cooldown in (0, 2)
        ],
    ]
    saving = [
        ({"filepath": "a.keras"}, values("val_loss", 3, 2, 4), 0),
        ({"filepath": "a.keras", "verbose": 1}, values("val_loss", 3, 2), 0),
        ({"filepath": "{epoch:02d}-{val_loss:.2f}.keras", "save_best_only": True, "verbose": 1}, walk(8), 0),
        ({"filepath": "{epoch}-{val_accuracy:.3f}.weights.h5", "save_weights_only": True, "save_best_only": True,
          "monitor": "val_accuracy", "verbose": 1}, values("val_accuracy", 0.5, 0.4, 0.75, 0.75, 0.8), 0),
        ({"filepath": "a.keras", "save_best_only": True, "initial_value_threshold": 0.6, "verbose": 1},
         values("val_loss", 0.9, 0.7, 0.5, 0.55), 0),
        ({"filepath": "a.keras", "save_best_only": True, "mode": "max", "monitor": "other"}, values("other", 1, 2, 1, 3), 0),
        ({"filepath": "a.keras", "save_best_only": True}, [{"val_loss": 2}, {"loss": 1}, {"val_loss": 3}], 0),
        ({"filepath": "{epoch}-{batch}.keras", "save_freq": 3, "verbose": 1}, values("loss", 3, 2, 1), 4),
        ({"filepath": "{epoch}-{batch:03d}.keras", "save_freq": 5}, values("loss", 3, 2, 1), 2),
        ({"filepath": "a.keras", "save_best_only": True, "verbose": 1}, values("val_loss", nan, 1, 2), 0),
    ]
    for name, played in (("EarlyStopping", stopping), ("ReduceLROnPlateau", reducing)):
        for number, (config, epochs) in enumerate(played):
            yield {"id": f"{name} {number}", "class": name, "config": config, "fits": [epochs]}
    for number, (config, epochs, batches) in enumerate(saving):
        yield {"id": f"ModelCheckpoint {number}", "class": "ModelCheckpoint", "config": config, "fits": [epochs], "batches": batches}
    again = values("val_loss", 3, 2, 2, 2)
    better = values("val_loss", 5, 4, 4.5, 4.2, 3.9)
    yield {"id": "EarlyStopping again", "class": "EarlyStopping", "config": {"patience": 1, "min_delta": 0.3,
           "restore_best_weights": True, "verbose": 1}, "fits": [again, better]}
    yield {"id": "ReduceLROnPlateau again", "class": "ReduceLROnPlateau", "config": {"patience": 1, "cooldown": 3},
           "fits": [again, better]}
    yield {"id": "ModelCheckpoint again", "class": "ModelCheckpoint", "config": {"filepath": "a.keras", "save_best_only": True},
           "fits": [again, better]}


def tables():
    """What CSVLogger writes: the text of the file after each fit."""
    plain = [{"loss": 0.5, "accuracy": 1.0}, {"loss": 1e-05, "accuracy": 0.0}, {"loss": math.nan, "accuracy": 1e16}]
    validated = [{"loss": 0.5, "val_loss": 0.1 + 0.2, "learning_rate": 0.0010000000474974513}, {"loss": 123456.789}]
    for config, fits in [
        ({}, [plain]),
        ({}, [validated]),
        ({"separator": ";"}, [validated]),
        ({}, [plain, validated]),
        ({"append": True}, [plain, plain]),
        ({"append": True}, [validated, plain]),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            path, texts = pathlib.Path(folder) / "log.csv", []
            logger = keras.callbacks.CSVLogger(path, **config)
            for epochs in fits:
                logger.on_train_begin({})
                for epoch, logs in enumerate(epochs):
                    logger.on_epoch_end(epoch, dict(logs))
                logger.on_train_end({})
                texts.append(path.read_bytes().decode())
        spelled_fits = [[{key: value_of(value) for key, value in logs.items()} for logs in epochs] for epochs in fits]
        yield {"config": config, "fits": spelled_fits, "texts": texts}


def spelled(case):
    fits = [[{key: value_of(value) for key, value in logs.items()} for logs in epochs] for epochs in case["fits"]]
    return {**case, "fits": fits, "answer": play(case)}


if __name__ == "__main__":
    lines = [json.dumps(spelled(case), separators=(",", ":")) for case in cases()]
    header = json.dumps({"keras": keras.__version__})[1:-1]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    text = "{" + header + ',"cases":[\n' + ",\n".join(lines) + "\n],\n" + '"tables":' + json.dumps(list(tables())) + "}\n"
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))

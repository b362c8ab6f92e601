"""Applications: the networks of `keras.applications`, their layers, configs and, from weights that a formula gives, outputs."""

import json
import math

import keras
import numpy as np

from recorder import data


def record(case):
    config = {key: data.tuples(value) for key, value in case.get("config", {}).items()}
    model = getattr(keras.applications, case["function"])(weights=None, **config)
    if "steps" in case:
        return {"losses": losses_of(model, case)}
    answer = {
        "name": model.name,
        "layers": [[layer.name, type(layer).__name__, list(layer.output.shape)] for layer in model.layers],
        "parameters": {
            "total": count(model.weights),
            "trainable": count(model.trainable_weights),
            "non_trainable": count(model.non_trainable_weights),
        },
    }
    if case.get("whole_config"):
        answer["config"] = json.loads(model.to_json())
    if "pictures" in case:
        set_known_weights(model)
        answer["output"] = data.encode(model.predict(known_pictures(case["pictures"]), verbose=0))
    return answer


def losses_of(model, case):
    """The loss of one batch of known pictures, step by step; classes take turns."""
    set_known_weights(model)
    pictures = known_pictures(case["pictures"])
    labels = np.arange(len(pictures), dtype="int32") % case["config"]["classes"]
    optimizer = keras.optimizers.SGD(learning_rate=case["learning_rate"])
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    losses = []
    for _ in range(case["steps"]):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(pictures, labels)))
    return losses


def set_known_weights(model):
    """Gives every weight its known numbers."""
    for index, weight in enumerate(model.weights):
        weight.assign(known_weight(weight.name, tuple(weight.shape), index).astype(weight.dtype))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()


def known_pictures(described):
    """Pictures of known numbers, in a range."""
    low, high = described["range"]
    return (low + (high - low) * known_numbers(tuple(described["shape"]), 65535)).astype("float32")


def known_weight(name, shape, index):
    """Numbers of a size that lets signals pass through many layers, by the name of a weight and its place in the model."""
    numbers = known_numbers(shape, index)
    if name in ("gamma", "variance", "moving_variance"):
        return (0.5 + numbers).astype("float32")
    if len(shape) < 2:
        return (0.2 * (numbers - 0.5)).astype("float32")
    fan = math.prod(shape[:2]) if len(shape) == 4 and shape[3] == 1 else math.prod(shape[:-1])
    return ((2 * numbers - 1) * math.sqrt(3 / fan)).astype("float32")


def known_numbers(shape, seed):
    """Numbers from 0 to 1 by a hash of their places, which any language computes alike (after Wellons's lowbias32)."""
    with np.errstate(over="ignore"):
        x = np.arange(math.prod(shape), dtype="uint32") * np.uint32(0x9E3779B1) + np.uint32(seed * 0x85EBCA6B % 2**32)
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x21F0AAAD)
        x = (x ^ (x >> np.uint32(15))) * np.uint32(0xD35A2D97)
        x = x ^ (x >> np.uint32(15))
    return ((x >> np.uint32(8)) / 2**24).reshape(shape)


def count(weights):
    """How many numbers the weights hold."""
    return int(sum(math.prod(weight.shape) for weight in weights))

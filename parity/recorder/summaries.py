"""Summaries: the exact text of `model.summary()` for models in several states, and the configs to rebuild them."""

import json
import os

import keras
import numpy as np

from recorder.models import model_of

# The width of the terminal that a summary is asked for in.
COLUMNS = "80"


def record(case):
    model = model_of(case["model"])
    for action in case.get("before", []):
        prepare(model, action)
    return {
        "config": config_of(model),
        "texts": [text_of(model, options) for options in case.get("options", [{}])],
        "parameters": {
            "total": count(model.weights),
            "trainable": count(model.trainable_weights),
            "non_trainable": count(model.non_trainable_weights),
        }
        if model.built
        else None,
    }


def prepare(model, action):
    """Does one thing to a model before its summary is asked for."""
    if "build" in action:
        model.build(tuple(action["build"]))
    if "compile" in action:
        model.compile(**action["compile"])
    if "freeze" in action:
        for name in action["freeze"]:
            layer_at(model, name).trainable = False
    if "fit" in action:
        x, y = (np.zeros(shape, dtype="float32") for shape in action["fit"])
        model.fit(x, y, verbose=0)
    if "call" in action:
        model(np.zeros(action["call"], dtype="float32"))


def layer_at(model, path):
    """A layer by its name, or inside nested models by a path of names; an empty path is the model itself."""
    for name in filter(None, path.split("/")):
        model = model.get_layer(name)
    return model


def text_of(model, options):
    """What `summary` prints in a terminal of a given width."""
    options = dict(options)
    os.environ["COLUMNS"] = str(options.pop("columns", COLUMNS))
    printed = []
    model.summary(print_fn=printed.append, **options)
    os.environ["COLUMNS"] = COLUMNS
    return "\n".join(printed)


def config_of(model):
    """Keras's own JSON of a model; a class of ours has none."""
    known = isinstance(model, (keras.Sequential, keras.src.models.Functional))
    return json.loads(model.to_json()) if known else None


def count(weights):
    """How many numbers the weights hold."""
    return int(sum(np.prod(weight.shape) for weight in weights))

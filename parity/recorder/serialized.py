"""How Keras writes objects down: what `serialize` of the object's namespace gives."""

import functools

import keras

from recorder import data
from recorder.optimizers import optimizer_of


def record(case):
    namespace = functools.reduce(getattr, case["namespace"].split("."), keras)
    config = case.get("config", {})
    if case["namespace"] == "optimizers":
        made = optimizer_of(case["class"], config)
    else:
        made = getattr(namespace, case["class"])(**config)
    return {"serialized": data.spell(namespace.serialize(made))}

"""Builds the models that the tables describe in a few words: sequential, functional, and subclassed ones."""

import keras

from recorder import data


class Subclassed(keras.Model):
    """A model written as a class: its layers are attributes, its call runs them in order."""

    def __init__(self, layers, name):
        super().__init__(name=name)
        self.steps = layers

    def call(self, x):
        for layer in self.steps:
            x = layer(x)
        return x


def model_of(described):
    """The model of a description."""
    return {"sequential": sequential_of, "functional": functional_of, "subclassed": subclassed_of}[described["kind"]](
        described
    )


def sequential_of(described):
    """A stack of layers; without `input_shape` it is built later."""
    model = keras.Sequential(name=described["name"])
    if "input_shape" in described:
        dtype = described.get("dtype", "float32")
        model.add(keras.Input(described["input_shape"], dtype=dtype, name=described.get("input_name")))
    for step in described["layers"]:
        model.add(step_of(step))
    return model


def functional_of(described):
    """A graph of calls: each entry of `calls` applies a layer, a model, or once more (`again`) an earlier one."""
    tensors = {
        given["name"]: keras.Input(given["shape"], dtype=given.get("dtype", "float32"), name=given["name"])
        for given in described["inputs"]
    }
    inputs = list(tensors.values())
    applied = {}
    for call in described["calls"]:
        layer = applied[call["again"]] if "again" in call else step_of(call)
        applied[layer.name] = layer
        on = call["on"]
        result = layer([tensors[name] for name in on] if isinstance(on, list) else tensors[on])
        name = call.get("as", layer.name)
        if isinstance(result, (list, tuple)):
            tensors |= {f"{name}.{index}": part for index, part in enumerate(result)}
        else:
            tensors[name] = result
    outputs = described["outputs"]
    if isinstance(outputs, dict):
        outputs = {key: tensors[name] for key, name in outputs.items()}
    else:
        outputs = [tensors[name] for name in outputs]
        outputs = outputs[0] if len(outputs) == 1 else outputs
    return keras.Model(inputs[0] if len(inputs) == 1 else inputs, outputs, name=described["name"])


def subclassed_of(described):
    """A model of a class of its own, which Keras shows as a plain list of layers."""
    return Subclassed([step_of(step) for step in described["layers"]], described["name"])


def step_of(step):
    """The layer or the model inside a step."""
    return model_of(step["model"]) if "model" in step else layer_of(step["layer"])


def layer_of(described):
    """A layer from `{"class": …, "config": …}`; a config may hold another layer under `layer`."""
    config = {key: data.tuples(value) for key, value in described.get("config", {}).items()}
    for key in ("layer", "cell", "backward_layer"):
        if isinstance(config.get(key), dict):
            config[key] = layer_of(config[key])
    return getattr(keras.layers, described["class"])(**config)

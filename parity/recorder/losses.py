"""Losses: the value, and its gradient with respect to `y_pred` (weighted by a projection when it is not a scalar)."""

import jax
import jax.numpy as jnp
import keras

from recorder import data


def record(case):
    inputs = data.make(case["inputs"], case["id"])
    loss = loss_of(case)
    mask = inputs.get("mask")

    def call(y_pred):
        if mask is not None:
            keras.src.backend.set_keras_mask(y_pred, jnp.asarray(mask))
        if "sample_weight" in inputs:
            return loss(jnp.asarray(inputs["y_true"]), y_pred, sample_weight=jnp.asarray(inputs["sample_weight"]))
        return loss(jnp.asarray(inputs["y_true"]), y_pred)

    output, back = jax.vjp(call, jnp.asarray(inputs["y_pred"]))
    projection = data.projection(case["id"], output.shape)
    answer = data.encode({"inputs": inputs, "output": output})
    # `"gradient": false` is for the few places where Keras itself answers NaN.
    if case.get("gradient", True):
        answer |= data.encode({"projection": projection, "gradient": back(jnp.asarray(projection))[0]})
    if "class" in case:
        answer["config"] = data.spell(loss.get_config())
    return answer


def loss_of(case):
    """The loss object, or the function with its options."""
    config = case.get("config", {})
    if case["kind"] == "loss":
        return getattr(keras.losses, case["class"])(**config)
    function = getattr(keras.losses, case["function"])
    return lambda y_true, y_pred: function(y_true, y_pred, **config)

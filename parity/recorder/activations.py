"""Activations: values, and gradients with ones and with a random projection coming back."""

import jax
import jax.numpy as jnp
import keras

from recorder import data


def record(case):
    x = data.make(case["inputs"], case["id"])
    function = getattr(keras.activations, case["function"])
    output, back = jax.vjp(lambda x: function(x, **case.get("config", {})), jnp.asarray(x))
    projection = data.projection(case["id"], output.shape)
    return data.encode({
        "inputs": x,
        "output": output,
        "projection": projection,
        "gradient_of_sum": back(jnp.ones_like(output))[0],
        "gradient": back(jnp.asarray(projection))[0],
    })

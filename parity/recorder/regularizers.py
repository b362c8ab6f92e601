"""Regularizers: the penalty of a weight and its gradient."""

import jax
import jax.numpy as jnp
import keras

from recorder import data


def record(case):
    regularizer = getattr(keras.regularizers, case["class"])(**case.get("config", {}))
    x = data.make(case["inputs"], case["id"])
    output, gradient = jax.value_and_grad(regularizer)(jnp.asarray(x))
    answer = data.encode({"inputs": x, "output": output, "gradient": gradient})
    return answer | {"config": data.spell(regularizer.get_config())}

"""Constraints: what a weight becomes."""

import jax.numpy as jnp
import keras

from recorder import data


def record(case):
    constraint = getattr(keras.constraints, case["class"])(**case.get("config", {}))
    x = data.make(case["inputs"], case["id"])
    answer = data.encode({"inputs": x, "output": constraint(jnp.asarray(x))})
    return answer | {"config": data.spell(constraint.get_config())}

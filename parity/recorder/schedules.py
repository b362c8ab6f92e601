"""Learning rate schedules: the rate at each of the case's steps."""

import jax.numpy as jnp
import keras
import numpy as np

from recorder import data


def record(case):
    schedule = getattr(keras.optimizers.schedules, case["class"])(**case["config"])
    steps = np.array(case["steps"], dtype="int32")
    rates = np.array([schedule(jnp.asarray(step)) for step in steps], dtype="float32")
    return {"steps": data.encode(steps), "rates": data.encode(rates), "config": data.spell(schedule.get_config())}

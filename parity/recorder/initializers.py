"""Initializers: exact ones by their values, random ones by their fans, their scale and the statistics of one draw."""

import math

import keras
import numpy as np
from keras.src.initializers.random_initializers import compute_fans

from recorder import data

EXACT = {"Zeros", "Ones", "Constant", "Identity", "STFT"}
# The standard deviation of a standard normal cut off at two standard deviations.
TRUNCATED = 0.87962566103423978


def record(case):
    initializer = getattr(keras.initializers, case["class"])(**case.get("config", {}))
    value = np.asarray(initializer(tuple(case["shape"]), dtype=case.get("dtype")))
    answer = {"dtype": str(value.dtype), "config": data.spell(initializer.get_config())}
    if case["class"] in EXACT:
        return answer | {"value": data.encode(value)}
    answer |= law(initializer, case["shape"])
    answer["sample"] = {
        "count": value.size,
        "mean": float(value.mean(dtype="float64")),
        "stddev": float(value.std(dtype="float64")),
        "min": float(value.min()),
        "max": float(value.max()),
    }
    if case["class"] == "Orthogonal":
        answer["value"] = data.encode(value)
    return answer


def law(initializer, shape):
    """The distribution that a random initializer draws from, by Keras's own formula."""
    if isinstance(initializer, keras.initializers.VarianceScaling):
        fan_in, fan_out = compute_fans(shape, initializer.input_axes, initializer.output_axes)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[initializer.mode]
        variance = initializer.scale / max(1.0, fan)
        fans = {"fan_in": fan_in, "fan_out": fan_out, "distribution": initializer.distribution}
        if initializer.distribution == "uniform":
            return fans | {"limit": math.sqrt(3 * variance)}
        if initializer.distribution == "truncated_normal":
            return fans | {"stddev": math.sqrt(variance) / TRUNCATED}
        return fans | {"stddev": math.sqrt(variance)}
    if isinstance(initializer, keras.initializers.Orthogonal):
        return {"distribution": "orthogonal", "gain": initializer.gain}
    if isinstance(initializer, keras.initializers.RandomUniform):
        return {"distribution": "uniform", "minval": initializer.minval, "maxval": initializer.maxval}
    truncated = isinstance(initializer, keras.initializers.TruncatedNormal)
    distribution = "truncated_normal" if truncated else "untruncated_normal"
    return {"distribution": distribution, "mean": initializer.mean, "stddev": initializer.stddev}

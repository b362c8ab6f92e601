"""Operations of `keras.ops`: outputs, and gradients with respect to every float tensor given by position."""

import functools

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import tree

from recorder import data


def record(case):
    function = functools.reduce(getattr, case["function"].split("."), keras.ops)
    inputs = data.make(case["inputs"], case["id"])
    options = {key: option_of(value, f"{case['id']}/{key}") for key, value in case.get("config", {}).items()}
    if case["function"] == "get_item":
        options["key"] = key_of(case["config"]["key"])
    leaves = tree.flatten(inputs)
    floats = [isinstance(leaf, np.ndarray) and np.issubdtype(leaf.dtype, np.floating) for leaf in leaves]

    def call(float_leaves):
        float_leaves = iter(float_leaves)
        given = [
            next(float_leaves) if is_float else jnp.asarray(leaf) if isinstance(leaf, np.ndarray) else leaf
            for leaf, is_float in zip(leaves, floats, strict=True)
        ]
        return function(*tree.pack_sequence_as(inputs, given), **options)

    float_leaves = [jnp.asarray(leaf) for leaf, is_float in zip(leaves, floats, strict=True) if is_float]
    output = call(float_leaves)
    answer = {
        "inputs": encoded(inputs),
        "options": {key: data.encode(value) for key, value in options.items() if isinstance(value, np.ndarray)},
        "output": encoded(output),
    }
    real = [is_real(leaf) for leaf in tree.flatten(output)]
    if any(real) and float_leaves and case.get("gradient", True):
        answer |= gradients(call, float_leaves, floats, case["id"])
    return answer


def gradients(call, float_leaves, floats, place):
    """Projections for the float outputs, and the gradients that come back to the float inputs."""

    def differentiable(float_leaves):
        return [leaf for leaf in tree.flatten(call(float_leaves)) if is_real(leaf)]

    outputs, back = jax.vjp(differentiable, float_leaves)
    projections = [data.projection(f"{place}/{index}", leaf.shape) for index, leaf in enumerate(outputs)]
    found = iter(back([jnp.asarray(projection) for projection in projections])[0])
    return {
        "projection": data.encode(projections),
        "gradient": [data.encode(next(found)) if is_float else None for is_float in floats],
    }


def is_real(leaf):
    """Whether a leaf of an output is a tensor of real floats."""
    return hasattr(leaf, "dtype") and jnp.issubdtype(leaf.dtype, jnp.floating)


def option_of(value, place):
    """A keyword argument: a described tensor, or a plain value with tuples for lists."""
    return data.make(value, place) if data.is_described(value) else data.tuples(value)


def key_of(written):
    """An index as Python writes it, from numbers, null for a new axis, "..." and `{"slice": [start, stop, step]}`."""
    if isinstance(written, list):
        return tuple(key_of(part) for part in written)
    if isinstance(written, dict):
        return slice(*written["slice"])
    return Ellipsis if written == "..." else written


def encoded(output):
    """Tensors written in their structure; plain numbers and names as they are."""
    if isinstance(output, dict):
        return {key: encoded(value) for key, value in output.items()}
    if isinstance(output, (list, tuple)):
        return [encoded(value) for value in output]
    return data.encode(output) if hasattr(output, "dtype") else data.spell(output)

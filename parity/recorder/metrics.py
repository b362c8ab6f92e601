"""Metrics: the result after each of several updates, and the state at the end."""

import jax.numpy as jnp
import keras

from recorder import data


def record(case):
    if case["kind"] == "metric_function":
        return record_function(case)
    metric = getattr(keras.metrics, case["class"])(**config_of(case))
    updates = data.make(case["updates"], case["id"])
    initial = None if case.get("initial") is False else plain(metric.result())
    results = []
    for update in updates:
        metric.update_state(**{key: jnp.asarray(value) for key, value in update.items()})
        results.append(plain(metric.result()))
    return {
        "updates": data.encode(updates),
        "initial": data.encode(initial),
        "results": data.encode(results),
        "name": metric.name,
        "variables": [
            {"name": variable.name, "value": data.encode(variable.numpy())} for variable in metric.variables
        ],
        "config": data.spell(metric.get_config()),
    }


def record_function(case):
    """The function form of a metric: one value a sample."""
    inputs = data.make(case["inputs"], case["id"])
    function = getattr(keras.metrics, case["function"])
    output = function(jnp.asarray(inputs["y_true"]), jnp.asarray(inputs["y_pred"]), **case.get("config", {}))
    return data.encode({"inputs": inputs, "output": output})


def config_of(case):
    """The constructor's arguments; the function of a MeanMetricWrapper is given by its name."""
    config = dict(case.get("config", {}))
    if isinstance(config.get("fn"), str):
        config["fn"] = getattr(keras.losses, config["fn"])
    return config


def plain(result):
    """A result as arrays, keeping dictionaries."""
    if isinstance(result, dict):
        return {key: plain(value) for key, value in result.items()}
    return keras.ops.convert_to_numpy(result)

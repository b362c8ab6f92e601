"""Optimizers: where variables are after given steps along fixed gradients, and the optimizer's own state."""

import jax
import jax.numpy as jnp
import keras
import numpy as np

from recorder import data

STEPS = (1, 2, 3, 5, 10, 20, 50)
VARIABLES = {"kernel": [4, 3], "bias": [3]}


def record(case):
    shapes = case.get("variables", VARIABLES)
    count = case.get("steps", 50)
    initial = {
        name: data.make_one({"shape": shape, "distribution": "normal"}, f"{case['id']}/{name}")
        for name, shape in shapes.items()
    }
    gradients = {name: gradients_of(case, name, [count, *shape]) for name, shape in shapes.items()}
    for name, steps in case.get("infinite_gradients", {}).items():
        gradients[name][[step - 1 for step in steps]] = np.inf
    variables = [keras.Variable(value, name=name) for name, value in initial.items()]
    optimizer = optimizer_of(case["class"], case.get("config", {}))
    optimizer.build(variables)
    if "exclude_from_weight_decay" in case:
        optimizer.exclude_from_weight_decay(**case["exclude_from_weight_decay"])
    update = jax.jit(lambda state, slopes, values: optimizer.stateless_apply(state, slopes, values))
    trajectory = []
    for step in range(1, count + 1):
        # An optimizer that scales the loss expects gradients of the scaled loss; others leave them as they are.
        slopes = [optimizer.scale_loss(jnp.asarray(gradients[name][step - 1])) for name in shapes]
        values, state = update(values_of(optimizer.variables), slopes, values_of(variables))
        for variable, value in zip([*variables, *optimizer.variables], [*values, *state], strict=True):
            variable.assign(value)
        if step in STEPS:
            trajectory.append({
                "step": step,
                "iterations": int(optimizer.iterations),
                "learning_rate": learning_rate_of(optimizer),
                "variables": [data.encode(variable.numpy()) for variable in variables],
            })
    answer = {
        "initial": data.encode(initial),
        "gradients": data.encode(gradients),
        "trajectory": trajectory,
        "optimizer_variables": [
            {"name": variable.name, "path": variable.path, "value": data.encode(variable.numpy())}
            for variable in optimizer.variables
        ],
        "config": data.spell(optimizer.get_config()),
    }
    # What `fit` does at its end: averages, or Schedule-Free's points, take the variables' places.
    optimizer.finalize_variable_values(variables)
    answer["finalized"] = [data.encode(variable.numpy()) for variable in variables]
    return answer


def gradients_of(case, name, shape):
    """The gradients of all steps, stacked along the first axis."""
    described = {"shape": shape, "distribution": "normal", "stddev": case.get("gradient_stddev", 1.0)}
    return data.make_one(described, f"{case['id']}/gradient/{name}")


def values_of(variables):
    """The values of variables, for a function without state."""
    return [variable.value for variable in variables]


def learning_rate_of(optimizer):
    """The rate of the coming step; several optimizers together have none."""
    if isinstance(optimizer, keras.optimizers.MultiOptimizer):
        return None
    return data.encode(np.float32(optimizer.learning_rate))


def optimizer_of(name, config):
    """An optimizer from its class name and options; a learning rate, an inner optimizer and a map may be objects."""
    config = dict(config)
    if isinstance(config.get("learning_rate"), dict):
        rate = config["learning_rate"]
        config["learning_rate"] = getattr(keras.optimizers.schedules, rate["class_name"])(**rate["config"])
    if "inner_optimizer" in config:
        inner = config["inner_optimizer"]
        config["inner_optimizer"] = optimizer_of(inner["class_name"], inner["config"])
    if "optimizer_map" in config:
        chosen = config["optimizer_map"]
        default = optimizer_of(chosen["default"]["class_name"], chosen["default"]["config"])
        patterns = {
            pattern: optimizer_of(inner["class_name"], inner["config"]) for pattern, inner in chosen["patterns"].items()
        }
        config["optimizer_map"] = keras.optimizers.OptimizerMap(default, patterns)
    return getattr(keras.optimizers, name)(**config)

"""Layers: output, mask, losses, changed state, and gradients with respect to every float input and trainable weight."""

import inspect

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import tree
from keras.src import backend

from recorder import data
from recorder.models import layer_of


def record(case):
    place = case["id"]
    layer = layer_of({"class": case["class"], "config": case.get("config", {})})
    inputs = data.make(case["inputs"], f"{place}/inputs")
    masks = data.make(case.get("masks"), f"{place}/masks")
    call = data.make(case.get("call", {}), f"{place}/call")
    output_shape = symbolic_shape(layer, shapes_of(inputs), inputs, options_of(call))
    weights = start_from_known_weights(layer, case)
    answer = {
        "inputs": data.encode(inputs),
        "masks": data.encode(masks),
        "call": written_options(call),
        "weights": [
            {"name": weight.name, "path": weight.path, "trainable": weight.trainable, "value": data.encode(value)}
            for weight, value in zip(layer.weights, weights, strict=True)
        ],
    }
    answer |= run(layer, inputs, masks, call, weights, place)
    answer["output_shape"] = output_shape
    if "unknown_inputs" in case:
        other = layer_of({"class": case["class"], "config": case.get("config", {})})
        answer["unknown_output_shape"] = symbolic_shape(other, case["unknown_inputs"], inputs, options_of(call))
    answer["config"] = data.spell(layer.get_config())
    return answer


def run(layer, inputs, masks, call, weights, place):
    """Calls the layer as a function of its float inputs and weights, and differentiates it."""
    leaves = tree.flatten(inputs)
    floats = [np.issubdtype(np.asarray(leaf).dtype, np.floating) for leaf in leaves]
    trainable = [weight.trainable for weight in layer.weights]
    if masks is None:
        mask_leaves = [None] * len(leaves)
    else:
        mask_leaves = masks if isinstance(masks, list) else [masks]

    def function(float_leaves, trainable_values):
        float_leaves, trainable_values = iter(float_leaves), iter(trainable_values)
        given = [
            next(float_leaves) if is_float else jnp.asarray(leaf) for leaf, is_float in zip(leaves, floats, strict=True)
        ]
        for leaf, mask in zip(given, mask_leaves, strict=True):
            if mask is not None:
                backend.set_keras_mask(leaf, jnp.asarray(mask))
        values = [
            next(trainable_values) if learns else jnp.asarray(value)
            for value, learns in zip(weights, trainable, strict=True)
        ]
        mapping = list(zip(layer.weights, values, strict=True))
        with backend.StatelessScope(state_mapping=mapping, collect_losses=True) as scope:
            output = called(layer, tree.pack_sequence_as(inputs, given), options_of(call, jnp.asarray))
            losses = list(layer.losses)
            changed = [scope.get_current_value(weight) for weight in layer.weights]
        flat = tree.flatten(output)
        masks = [backend.get_keras_mask(leaf) for leaf in flat]
        real = [jnp.issubdtype(leaf.dtype, jnp.floating) for leaf in flat]
        structure["output"] = tree.map_structure(lambda _: None, output)
        structure["real"] = real
        differentiable = [leaf for leaf, is_real in zip(flat, real, strict=True) if is_real]
        return differentiable, {"flat": flat, "masks": masks, "losses": losses, "changed": changed}

    structure = {}
    float_inputs = [jnp.asarray(leaf) for leaf, is_float in zip(leaves, floats, strict=True) if is_float]
    learned = [jnp.asarray(value) for value, learns in zip(weights, trainable, strict=True) if learns]

    @jax.jit
    def forward_and_back(float_inputs, learned):
        differentiable, back, rest = jax.vjp(function, float_inputs, learned, has_aux=True)
        weighed = [data.projection(f"{place}/{index}", leaf.shape) for index, leaf in enumerate(differentiable)]
        projections = [jnp.asarray(projection) for projection in weighed]
        return rest, projections, back(projections)

    rest, projections, (input_gradients, weight_gradients) = forward_and_back(float_inputs, learned)
    projections = spread(projections, structure["real"])
    return {
        "output": packed(structure["output"], rest["flat"]),
        "projection": packed(structure["output"], projections),
        "gradient": {
            "inputs": packed(inputs, spread(input_gradients, floats)),
            "weights": [data.encode(leaf) for leaf in spread(weight_gradients, trainable)],
        },
        "mask": packed(structure["output"], rest["masks"]),
        "losses": [data.encode(loss) for loss in rest["losses"]],
        "updated": [
            None if np.array_equal(before, after) else data.encode(after)
            for before, after in zip(weights, rest["changed"], strict=True)
        ],
    }


def symbolic_shape(layer, shapes, inputs, options):
    """The output's shape for inputs of unknown batch, from Keras's own symbolic call, which also builds the layer."""
    described = tree.map_structure_up_to(
        inputs, lambda shape, leaf: keras.KerasTensor(tuple(shape), dtype=str(np.asarray(leaf).dtype)), shapes, inputs
    )
    output = called(layer, described, options)
    return tree.map_structure(lambda tensor: list(tensor.shape), output)


def called(layer, inputs, options):
    """The layer's output; layers that attend take query, value and key one by one."""
    return layer(*inputs, **options) if "query" in inspect.signature(layer.call).parameters else layer(inputs, **options)


def shapes_of(inputs):
    """The inputs' shapes with the batch left open."""
    return tree.map_structure(lambda leaf: Shape([None, *leaf.shape[1:]]), inputs)


class Shape(tuple):
    """A shape that a structure holds as one leaf."""


def start_from_known_weights(layer, case):
    """Gives every weight random values: positive ones for variances and deviations, or what the case asks for."""
    values = []
    for index, weight in enumerate(layer.weights):
        spec = {"shape": list(weight.shape), "distribution": "normal", "stddev": 0.5}
        if "variance" in weight.name or "stddev" in weight.name:
            spec = {"shape": list(weight.shape), "range": [0.5, 1.5]}
        spec |= case.get("weights", {}).get(weight.name, {})
        if "float" in str(weight.dtype):
            weight.assign(data.make_one(spec, f"{case['id']}/weights/{index}"))
        values.append(np.asarray(weight.value))
    return values


def options_of(call, convert=lambda value: value):
    """Call arguments, tensors converted."""
    return {key: convert(value) if isinstance(value, np.ndarray) else value for key, value in call.items()}


def written_options(call):
    """Call arguments as written to a fixture."""
    return {key: data.encode(value) if isinstance(value, np.ndarray) else value for key, value in call.items()}


def spread(values, wanted):
    """Puts values at the wanted places of a longer list, nothing at the others."""
    values = iter(values)
    return [next(values) if want else None for want in wanted]


def packed(structure, leaves):
    """Written tensors in the shape of a structure."""
    return tree.pack_sequence_as(structure, [data.encode(leaf) for leaf in leaves])

"""Writes names.json: every public name of Keras, by namespace, with its kind and, for functions, its parameters.

Format it afterwards: npx biome check --write parity/names.json
"""

import inspect
import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras  # noqa: E402  (the backend is chosen before it loads)

NAMESPACES = {
    "layers": keras.layers,
    "activations": keras.activations,
    "initializers": keras.initializers,
    "regularizers": keras.regularizers,
    "constraints": keras.constraints,
    "losses": keras.losses,
    "metrics": keras.metrics,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "callbacks": keras.callbacks,
    "ops": keras.ops,
    "ops.image": keras.ops.image,
    "ops.linalg": keras.ops.linalg,
    "ops.nn": keras.ops.nn,
    "ops.numpy": keras.ops.numpy,
    "random": keras.random,
    "models": keras.models,
    "utils": keras.utils,
    "datasets": keras.datasets,
    "applications": keras.applications,
}


def described(found):
    """Kind and parameters of one name."""
    if inspect.ismodule(found):
        return {"kind": "module"}
    if inspect.isclass(found):
        return {"kind": "class"}
    return {"kind": "function", "parameters": list(inspect.signature(found).parameters)}


def names_of(module):
    public = sorted(name for name in dir(module) if not name.startswith("_"))
    return {name: described(getattr(module, name)) for name in public}


def main():
    table = {namespace: names_of(module) for namespace, module in NAMESPACES.items()}
    lines = []
    for namespace, names in table.items():
        inner = ",\n".join(f"    {json.dumps(name)}: {json.dumps(what)}" for name, what in names.items())
        lines.append(f"  {json.dumps(namespace)}: {{\n{inner}\n  }}")
    body = f'{{\n  "version": {json.dumps(keras.__version__)},\n' + ",\n".join(lines) + "\n}\n"
    pathlib.Path(__file__).with_name("names.json").write_text(body)


main()

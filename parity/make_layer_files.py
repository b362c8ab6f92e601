"""Writes one .keras file for each family of layers in parity/cases, with inputs, outputs and the paths of the weights.

    KERAS_BACKEND=jax python parity/make_layer_files.py               writes src/saving/fixtures/layers
    KERAS_BACKEND=jax python parity/make_layer_files.py .build/saved  judges what Layerwise wrote there, by its outputs:

    SAVE_TO=.build/saved npx vitest run --project node src/saving/layer-files

A model has a branch for each case: the first of a class, and then those that have an option which no case before had.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

from make_keras_files import difference, drawn, given, plain
from recorder import data
from recorder.layers import called
from recorder.models import layer_of

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent / "src" / "saving" / "fixtures" / "layers"
BATCH = 2


def is_plain(case):
    """Whether a case is one call on inputs whose first axis may have any length."""
    inputs = case["inputs"] if isinstance(case["inputs"], list) else [case["inputs"]]
    drawn_alike = all("shape" in one and len(one["shape"]) > 0 for one in inputs)
    call = case.get("call", {})
    usual = case.get("config", {}).get("dtype", "float32") == "float32"
    return drawn_alike and usual and "masks" not in case and "weights" not in case and call in ({}, {"training": False})


def chosen(cases):
    """The cases that show something new: a class, or an option of it."""
    seen = {}
    for case in filter(is_plain, cases):
        known = seen.setdefault(case["class"], {None})
        news = {None, *case.get("config", {})} if len(known) == 1 else set(case.get("config", {}))
        if news - known or len(known) == 1:
            known |= news | {""}
            yield case


def branch(case):
    """Inputs, their values, and the layer on them; None where the layer cannot stand in a model of two samples."""
    specs = case["inputs"] if isinstance(case["inputs"], list) else [case["inputs"]]
    specs = [spec | {"shape": [BATCH, *spec["shape"][1:]]} for spec in specs]
    values = [data.make_one(spec, f"{case['id']}/{place}") for place, spec in enumerate(specs)]
    values = [value.round(3) if value.dtype == "float32" else value for value in values]
    inputs = [keras.Input(value.shape[1:], dtype=str(value.dtype), name=f"{case['id']}-{i}") for i, value in enumerate(values)]
    layer = layer_of({"class": case["class"], "config": case.get("config", {}) | {"name": case["id"]}})
    return inputs, values, called(layer, inputs if isinstance(case["inputs"], list) else inputs[0], {})


def family_model(cases):
    inputs, values, outputs = [], [], []
    for case in chosen(cases):
        try:
            more, given_values, output = branch(case)
            keras.Model(more, output).predict(given_values, verbose=0)
        except Exception as error:
            print(f"  without {case['id']}: {str(error).splitlines()[0][:150]}")
            continue
        inputs += more
        values += given_values
        outputs += keras.tree.flatten(output)
    return keras.Model(inputs, outputs), values


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    expected = {}
    for path in sorted((HERE / "cases").glob("layers_*.json")):
        name = path.stem.removeprefix("layers_")
        keras.utils.clear_session()
        model, values = family_model(json.loads(path.read_text())["cases"])
        drawn(model)
        model.save(FIXTURES / f"{name}.keras")
        model = keras.saving.load_model(FIXTURES / f"{name}.keras")
        weights = [{"name": weight.name, "path": weight.path, "shape": list(weight.shape)} for weight in model.weights]
        expected[name] = {"x": plain(values), "output": plain(model.predict(values, verbose=0)), "weights": weights}
        print(f"{name}: {len(model.outputs)} layers, {(FIXTURES / f'{name}.keras').stat().st_size} bytes")
    (FIXTURES / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


def judge(folder):
    """Opens FOLDER/<family>.keras, which Layerwise saved again, and compares outputs and weights' paths with the record."""
    for name, record in json.loads((FIXTURES / "expected.json").read_text()).items():
        model = keras.saving.load_model(folder / f"{name}.keras")
        x = [np.asarray(value).astype(str(one.dtype)) for value, one in zip(given(record["x"]), model.inputs)]
        away = difference(model.predict(x, verbose=0), given(record["output"]))
        paths = [weight.path for weight in model.weights] == [weight["path"] for weight in record["weights"]]
        print(f"{name:16} output {away:.1e}  paths {'as they were' if paths else 'CHANGED'}")


if __name__ == "__main__":
    judge(pathlib.Path(sys.argv[1])) if len(sys.argv) > 1 else main()

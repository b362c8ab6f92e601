"""Judges the ONNX files that Layerwise writes: the checker with strict shape inference, and ONNX Runtime's own outputs.

    mkdir -p .build/onnx
    SAVE_TO=.build/onnx npx vitest run --project node src/saving/onnx-
    python parity/check_onnx_files.py .build/onnx

Needs `pip install onnx onnxruntime`. Every file has a .json beside it: its inputs, and the outputs that it has to give.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime


def array(given, dtype):
    """Recorded numbers; JSON has null in the place of NaN and infinities."""
    return np.array(given["data"], dtype="float64").reshape(given["shape"]).astype(dtype)


def distance(output, wanted):
    """The largest distance, relative to numbers beyond 1."""
    output = np.asarray(output, "float64")
    known = np.isfinite(wanted)
    if output.shape != wanted.shape or (np.isfinite(output) != known).any():
        return np.inf
    return (np.abs(output - wanted) / np.maximum(1, np.abs(wanted)))[known].max(initial=0)


def judge(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    onnx.checker.check_model(inferred, full_check=True)
    record = json.loads(path.with_suffix(".json").read_text())
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    outputs = session.run(None, {given["name"]: array(given, given["dtype"]) for given in record["inputs"]})
    wanted = [array(given, "float64") for given in record["outputs"]]
    # Outputs are compared in their order; a model without recorded ones is only checked and run.
    differences = [distance(output, other) for output, other in zip(outputs, wanted, strict=bool(wanted))]
    batches = {entry.name: entry.shape for entry in session.get_inputs()}
    return float(max(differences, default=0.0)), batches


def main():
    worst = 0.0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
        difference, inputs = judge(path)
        print(f"{path.stem:60} {difference:8.1e}  {inputs}")
        worst = max(worst, difference)
    print(f"largest difference {worst:.1e}")
    sys.exit(1 if worst > 1e-5 else 0)


if __name__ == "__main__":
    main()

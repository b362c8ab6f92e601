"""Writes the ONNX files that src/saving imports in its tests, with what ONNX Runtime gives for them.

    python parity/make_onnx_files.py        writes src/saving/fixtures/onnx

Needs `pip install onnx onnxruntime onnxscript torch`.
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

FIXTURES = pathlib.Path(__file__).parent.parent / "src" / "saving" / "fixtures" / "onnx"
RANDOM = np.random.default_rng(11)
FLOAT, HALF, INT64 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT64
expected = {}


def normal(*shape, dtype="float32"):
    return RANDOM.normal(size=shape).astype(dtype).round(3)


def plain(array):
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": array.ravel().tolist()}


def record(name, feeds):
    path = FIXTURES / f"{name}.onnx"
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    outputs = session.run(None, feeds)
    names = [output.name for output in session.get_outputs()]
    expected[name] = {
        "inputs": {key: plain(value) for key, value in feeds.items()},
        "outputs": {key: plain(value) for key, value in zip(names, outputs, strict=True)},
    }


def graph(name, opset, nodes, inputs, outputs, weights, feeds, domains=(), **kwargs):
    info = helper.make_tensor_value_info
    made = helper.make_graph(
        nodes,
        name,
        [info(*one) for one in inputs],
        [info(*one) for one in outputs],
        [numpy_helper.from_array(array, key) for key, array in weights.items()],
    )
    imports = [helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in domains)]
    model = helper.make_model(made, opset_imports=imports, ir_version=4 if opset < 13 else 8)
    FIXTURES.mkdir(exist_ok=True)
    onnx.save(model, FIXTURES / f"{name}.onnx", **kwargs)
    record(name, feeds)


def node(kind, inputs, outputs, **attributes):
    """A node; '-' stands for an input that is left out."""
    return helper.make_node(kind, ["" if name == "-" else name for name in inputs.split()], outputs.split(), **attributes)


class Convnet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(
            torch.nn.Conv2d(2, 4, 3, padding=1), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.MaxPool2d(2)
        )
        self.head = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(4 * 3 * 4, 5), torch.nn.Softmax(dim=-1))

    def forward(self, image):
        return self.head(self.features(image).flatten(1))


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(20, 8)
        self.encoder = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.lstm = torch.nn.LSTM(8, 6, batch_first=True)

    def forward(self, tokens):
        encoded = self.encoder(self.embed(tokens))
        steps, (last, _) = self.lstm(encoded)
        return steps, last[0]


def exported(name, module, example, feeds, dynamo, names):
    module.eval()
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    for buffer in module.buffers():
        if buffer.dtype == torch.float32:
            torch.nn.init.uniform_(buffer, 0.5, 1.5)
    inputs, outputs = names
    axes = {"dynamic_shapes": ({0: torch.export.Dim("batch")},)} if dynamo else {"dynamic_axes": {key: {0: "batch"} for key in inputs + outputs}}
    path = FIXTURES / f"{name}.onnx"
    torch.onnx.export(module, (example,), path, input_names=inputs, output_names=outputs, dynamo=dynamo, external_data=False, **axes)
    record(name, feeds)


def main():
    FIXTURES.mkdir(exist_ok=True)
    torch.manual_seed(5)
    image = normal(3, 2, 6, 8)
    exported("torch-convnet", Convnet(), torch.from_numpy(normal(2, 2, 6, 8)), {"image": image}, True, (["image"], ["classes"]))
    exported("torch-convnet-older", Convnet(), torch.from_numpy(normal(2, 2, 6, 8)), {"image": image}, False, (["image"], ["classes"]))
    tokens = RANDOM.integers(0, 20, (2, 5))
    exported("torch-encoder", Encoder(), torch.from_numpy(RANDOM.integers(0, 20, (2, 5))), {"tokens": tokens}, False, (["tokens"], ["steps", "last"]))

    # What operators said by attributes before they took inputs.
    graph(
        "opset-9",
        9,
        [
            node("Upsample", "x scales", "wide", mode="nearest"),
            node("Slice", "wide", "cut", starts=[1, 0], ends=[9223372036854775807, -1], axes=[2, 3]),
            node("Pad", "cut", "padded", pads=[0, 0, 1, 0, 0, 0, 0, 2], value=0.5, mode="constant"),
            node("Clip", "padded", "clipped", min=-0.5, max=0.75),
            node("Dropout", "clipped", "kept", ratio=0.4),
            node("BatchNormalization", "kept gamma beta mean variance", "normal", epsilon=0.01),
            node("Split", "normal", "left right", axis=1, split=[1, 2]),
            node("Softmax", "right", "rows", axis=2),
            node("ReduceMean", "rows", "mean_rows", axes=[1], keepdims=0),
            node("Unsqueeze", "mean_rows", "again", axes=[1]),
            node("Squeeze", "again", "y", axes=[1]),
            node("TopK", "left", "best places", axis=3, k=2),
            node("ReduceSum", "best", "z", axes=[1, 2]),
        ],
        [("x", FLOAT, ["n", 3, 4, 5])],
        [("y", FLOAT, ["n", 8, 11]), ("z", FLOAT, ["n", 1, 1, 2])],
        {
            "scales": np.float32([1, 1, 2, 2]),
            "gamma": normal(3), "beta": normal(3), "mean": normal(3), "variance": np.float32([0.5, 1, 2]),
        },
        {"x": normal(2, 3, 4, 5)},
    )
    # Halves at the borders, and a body that takes values from outside.
    body = helper.make_graph(
        [node("Mul", "state factor", "next"), node("Identity", "next", "seen"), node("Identity", "going", "still")],
        "body",
        [helper.make_tensor_value_info("i", INT64, []), helper.make_tensor_value_info("going", TensorProto.BOOL, []), helper.make_tensor_value_info("state", HALF, [None, 3])],
        [helper.make_tensor_value_info("still", TensorProto.BOOL, []), helper.make_tensor_value_info("next", HALF, [None, 3]), helper.make_tensor_value_info("seen", HALF, [None, 3])],
    )
    graph(
        "halves-in-a-loop",
        16,
        [node("Loop", "times - x", "last all", body=body)],
        [("x", HALF, ["rows", 3])],
        [("last", HALF, ["rows", 3]), ("all", HALF, [3, "rows", 3])],
        {"times": np.int64(3), "factor": np.float16([0.5, 2, -1])},
        {"x": normal(2, 3, dtype="float16")},
    )
    # Two inputs of different dtypes, several outputs, weights in a second file.
    graph(
        "two-ends-and-a-file",
        17,
        [
            node("Gather", "table ids", "vectors"),
            node("MatMul", "vectors kernel", "scores"),
            node("Add", "scores shift", "y"),
            node("ReduceMax", "y", "highest", axes=[-1], keepdims=0),
            node("Cast", "highest", "rounded", to=TensorProto.INT32),
        ],
        [("ids", INT64, ["batch", "time"]), ("shift", FLOAT, ["batch", 1, 1])],
        [("y", FLOAT, ["batch", "time", 10]), ("rounded", TensorProto.INT32, ["batch", "time"])],
        {"table": normal(12, 30), "kernel": normal(30, 10)},
        {"ids": RANDOM.integers(0, 12, (2, 4)), "shift": normal(2, 1, 1)},
        save_as_external_data=True,
        location="two-ends-and-a-file.onnx.data",
        size_threshold=64,
    )
    # An operator of ONNX Runtime's own.
    graph(
        "engine-operators",
        18,
        [
            helper.make_node("FusedMatMul", ["x", "kernel"], ["product"], domain="com.microsoft", transB=1, alpha=0.5),
            node("Split", "product", "a b", axis=-1, num_outputs=2),
            node("Add", "a b", "y"),
        ],
        [("x", FLOAT, ["n", 20])],
        [("y", FLOAT, ["n", 3])],
        {"kernel": normal(6, 20)},
        {"x": normal(4, 20)},
        domains=["com.microsoft"],
    )
    (FIXTURES / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main()

"""Event files of Keras's TensorBoard callback, and what TensorBoard itself reads in ours.

    python3 parity/event_files.py record           # writes src/callbacks/fixtures/tensorboard/*.tfevents
    npx vitest run --project node src/callbacks    # trains the same model here; its logs are left in .build/tensorboard
    python3 parity/event_files.py check            # reads both with TensorBoard's own readers and compares

Needs keras, tensorflow and tensorboard.
"""

import glob
import io
import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "src" / "callbacks" / "fixtures" / "tensorboard"
OURS = ROOT / ".build" / "tensorboard"
RUNS = ("train", "validation")


def record():
    """Trains a small model whose numbers can be had again: nothing in it is random."""
    import keras

    x = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")
    y = x.sum(axis=1, keepdims=True) * 0.5
    layers = [keras.Input((3,)), keras.layers.Dense(4, activation="tanh", name="hidden"), keras.layers.Dense(1, name="out")]
    model = keras.Sequential(layers, name="net")
    for i, weight in enumerate(model.weights):
        weight.assign(np.linspace(-0.5, 0.5 + 0.1 * i, int(np.prod(weight.shape))).reshape(weight.shape))
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
    with tempfile.TemporaryDirectory() as folder:
        board = keras.callbacks.TensorBoard(
            folder, histogram_freq=1, write_images=True, write_steps_per_second=True, update_freq=1
        )
        model.fit(x, y, batch_size=3, epochs=2, shuffle=False, verbose=0, validation_data=(x, y), callbacks=[board])
        FIXTURES.mkdir(parents=True, exist_ok=True)
        for run in RUNS:
            (path,) = glob.glob(f"{folder}/{run}/*tfevents*")
            shutil.copyfile(path, FIXTURES / f"{run}.tfevents")


def events(path):
    """(tag, step, plugin, array or list of bytes), through the loader of TensorBoard, which checks every record."""
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    from tensorboard.util import tensor_util

    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            yield value.tag, event.step, value.metadata.plugin_data.plugin_name, tensor_util.make_ndarray(value.tensor)


def pixels(png):
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)))


def same(tag, plugin, theirs, ours):
    """The largest difference; clocks differ by nature."""
    if "steps_per_second" in tag:
        return 0.0
    assert theirs.dtype == ours.dtype and theirs.shape == ours.shape, (tag, theirs.dtype, ours.dtype)
    if plugin == "images":
        assert list(theirs[:2]) == list(ours[:2]), tag
        return max(float(np.abs(pixels(a).astype(int) - pixels(b)).max()) for a, b in zip(theirs[2:], ours[2:]))
    if plugin == "graph_keras_model":
        names = [[layer["config"]["name"] for layer in json.loads(j.item())["config"]["layers"]] for j in (theirs, ours)]
        assert names[0] == names[1], names
        return 0.0
    return float(np.abs(theirs - ours).max())


def check():
    from tensorboard.backend.event_processing.event_accumulator import STORE_EVERYTHING_SIZE_GUIDANCE, EventAccumulator
    from tensorboard.plugins.graph import keras_util

    for run in RUNS:
        files = sorted(glob.glob(f"{OURS}/{run}/*tfevents*"))
        assert len(files) == 1, f"{len(files)} files in {OURS / run}: run the tests of src/callbacks first"
        # Tags have no name of the model here before the layers'.
        theirs = sorted(((t.removeprefix("net/"), s, p, v) for t, s, p, v in events(FIXTURES / f"{run}.tfevents")), key=lambda e: e[:3])
        ours = sorted(events(files[0]), key=lambda e: e[:3])
        assert [e[:3] for e in theirs] == [e[:3] for e in ours], (theirs, ours)
        largest = {}
        for (tag, _, plugin, a), (_, _, _, b) in zip(theirs, ours):
            largest[plugin] = max(largest.get(plugin, 0.0), same(tag, plugin, a, b))
        accumulated = EventAccumulator(files[0], size_guidance=STORE_EVERYTHING_SIZE_GUIDANCE).Reload()
        tags = accumulated.Tags()["tensors"]
        plugins = {name: sorted(accumulated.PluginTagToContent(name)) for name in largest}
        assert sorted(tag for of in plugins.values() for tag in of) == sorted(tags)
        print(f"{run}: {len(ours)} values of {len(tags)} tags; largest differences {largest}")
        for tag in plugins.get("graph_keras_model", []):
            (tensor,) = accumulated.Tensors(tag)
            graph = keras_util.keras_model_to_graph_def(json.loads(tensor.tensor_proto.string_val[0]))
            print("conceptual graph:", ", ".join(f"{n.name} <- {list(n.input)}" for n in graph.node))
    check_projector()


def check_projector():
    """The projector's settings and tables, where the tests left some."""
    from google.protobuf import text_format
    from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig
    from tensorboard.plugins.projector.projector_plugin import _read_tensor_tsv_file

    for path in sorted(OURS.glob("**/projector_config.pbtxt")):
        for embedding in text_format.Parse(path.read_text(), ProjectorConfig()).embeddings:
            table = _read_tensor_tsv_file(str(path.parent / embedding.tensor_path))
            print(f"projector: {embedding.tensor_name} {np.array(table).shape}, metadata {embedding.metadata_path!r}")


if __name__ == "__main__":
    {"record": record, "check": check}[sys.argv[1]]()

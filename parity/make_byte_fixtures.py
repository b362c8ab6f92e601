"""Writes the small files that src/saving's tests read: by h5py, numpy, zipfile, safetensors and Keras themselves.

    python parity/make_byte_fixtures.py

Needs keras (with jax), h5py, numpy, ml_dtypes and safetensors. What each file holds is recorded beside it as JSON:
numbers as the hexadecimal of their little-endian bytes in row order, so that every bit counts.
"""

import io
import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import ml_dtypes
import numpy as np

saving = pathlib.Path(__file__).resolve().parent.parent / "src" / "saving"
numeric = ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


def folder(name):
    path = saving / name / "fixtures"
    path.mkdir(parents=True, exist_ok=True)
    return path


def described(array):
    """What a reader should make of an array."""
    array = np.asarray(array)
    if array.dtype.kind in "OSU":
        texts = [item.decode() if isinstance(item, bytes) else item for item in array.ravel().tolist()]
        return {"dtype": "string", "shape": list(array.shape), "data": texts}
    little = array.astype(array.dtype.newbyteorder("<"))
    return {"dtype": array.dtype.name, "shape": list(array.shape), "hex": little.tobytes().hex()}


def record(path, contents):
    path.write_text(json.dumps(contents, indent=1, ensure_ascii=False) + "\n")


def samples():
    """One array of each dtype, extremes and non-finite values included, then unusual shapes."""
    arrays = {}
    for dtype in numeric:
        if dtype.startswith("float"):
            limits = np.finfo(dtype)
            values = [0.0, -0.0, 1.5, np.inf, -np.inf, limits.max]
        else:
            limits = np.iinfo(dtype)
            values = [0, 1, 2, limits.min, limits.max, 7]
        arrays[dtype] = np.array(values, dtype).reshape(2, 3)
    arrays["bool"] = np.array([True, False, True])
    arrays["bfloat16"] = np.array([0.0, 1.5, -2.0, 3e38], "float32").astype(ml_dtypes.bfloat16)
    arrays["scalar"] = np.float32(3.25)
    arrays["empty"] = np.zeros((0, 3), "float32")
    arrays["deep"] = np.arange(24, dtype="int16").reshape(1, 2, 3, 4)
    arrays["größe/名前"] = np.arange(3, dtype="float32")
    return arrays


def make_archives():
    path = folder("archive")
    with zipfile.ZipFile(path / "stored.zip", "w") as file:
        for name, date, text in members():
            file.writestr(zipfile.ZipInfo(name, date), text)
    with zipfile.ZipFile(path / "deflated.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.comment = b"with a comment"
        for name, date, text in members():
            info = zipfile.ZipInfo(name, date)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, text)
        file.mkdir("folder")
    with zipfile.ZipFile(path / "zip64.zip", "w") as file:
        for name, _, text in members():
            with file.open(name, "w", force_zip64=True) as member:
                member.write(text.encode())

    class Pipe(io.RawIOBase):
        """A sink that cannot seek, so that sizes follow the content."""

        def __init__(self):
            self.written = b""

        def writable(self):
            return True

        def write(self, data):
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, date, text in members():
            file.writestr(name, text)
    (path / "streamed.zip").write_bytes(pipe.written)


def members():
    return [
        ("metadata.json", (1980, 1, 1, 0, 0, 0), '{"keras_version": "3.15.1"}'),
        ("assets/größe/名前.txt", (2024, 2, 29, 13, 14, 16), "naïve\n" * 50),
        ("empty", (2107, 12, 31, 23, 59, 58), ""),
    ]


def make_numpy():
    path = folder("formats")
    arrays = samples()
    for name in list(arrays):
        array = arrays[name]
        if array.ndim > 1:
            arrays[f"{name} fortran"] = np.asfortranarray(array)
        if array.dtype.itemsize > 1 and name != "bfloat16":
            arrays[f"{name} big"] = array.astype(array.dtype.newbyteorder(">"))
    arrays["wide"] = np.array([["a", "größe"], ["", "名前🎉"]])
    arrays["wide big fortran"] = np.asfortranarray(arrays["wide"].astype(">U5"))
    arrays["narrow"] = np.array([b"ab", b"c"])
    np.savez(path / "arrays.npz", **arrays)
    np.savez_compressed(path / "compressed.npz", **{"zeros": np.zeros((50, 50)), "range": np.arange(10)})
    record(path / "arrays.npz.json", {name: described(array) for name, array in arrays.items()})
    np.savez(path / "pickled.npz", objects=np.array([{"a": 1}], dtype=object))
    np.save(path / "structured.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]))


def make_safetensors():
    from safetensors.numpy import save_file

    path = folder("formats")
    arrays = {name: np.array(array, order="C") for name, array in samples().items()}
    save_file(arrays, path / "arrays.safetensors", metadata={"größe": "名前"})
    record(path / "arrays.safetensors.json", {name: described(array) for name, array in arrays.items()})


def make_shards():
    import tempfile

    import keras

    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((8,)), dense(10), dense(16), dense(18)])
    with tempfile.TemporaryDirectory() as temporary:
        path = pathlib.Path(temporary) / "sharded.weights.json"
        model.save_weights(path, max_shard_size=1152 / 2**30)
        # Not .json, lest a formatter changes what Keras wrote.
        (folder("formats") / "sharded.index.txt").write_text(path.read_text())


if __name__ == "__main__":
    makers = {"archive": make_archives, "numpy": make_numpy, "safetensors": make_safetensors, "shards": make_shards}
    for name in sys.argv[1:] or makers:
        makers[name]()

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


def make_hdf5():
    import h5py

    path = folder("hdf5")
    middle, latest = {"libver": ("v108", "v108")}, {"libver": "latest"}
    for name, write, options in [
        ("dtypes", write_dtypes, {}),
        ("dtypes.latest", write_dtypes, latest),
        ("chunked", write_chunked, {}),
        ("chunked.v108", write_chunked, middle),
        ("chunked.latest", write_chunked, latest),
        ("many", write_many, {}),
        ("many.latest", write_many, latest),
    ]:
        with h5py.File(path / f"{name}.h5", "w", **options) as file:
            write(h5py, file)
    for name in ["dtypes", "chunked"]:
        with h5py.File(path / f"{name}.h5") as file:
            record(path / f"{name}.json", contents_of(h5py, file))
    with h5py.File(path / "refused.h5", "w") as file:
        write_refused(h5py, file, path)
    with h5py.File(path / "userblock.h5", "w", userblock_size=1024) as file:
        file["x"] = np.arange(3, dtype="float32")
    with h5py.File(path / "links.h5", "w") as file:
        file["group/x"] = np.arange(3, dtype="float32")
        file["group/soft"] = h5py.SoftLink("/group/x")
        file["loop/soft"] = h5py.SoftLink("/loop/soft")
        file["loop/up"] = file["loop"]
        file["twice"] = file["group"]
    with h5py.File(path / "external.h5", "w") as file:
        file["x"] = np.arange(3, dtype="float32")
        file["outside"] = h5py.ExternalLink("links.h5", "/group/x")


def write_many(h5py, file):
    """More members and attributes than one node, or one header, holds."""
    group = file.create_group("many")
    for i in range(300):
        group[f"member {i}"] = np.uint8(i % 256)
    if file.libver[0] != "earliest":
        for i in range(100):
            group.attrs[f"attribute {i}"] = i


def write_dtypes(h5py, file):
    """Every dtype as datasets and as attributes, strings in all their forms, groups without members."""
    for name, array in samples().items():
        dataset = file.create_dataset(f"layers/{name}", data=array)
        if name == "bfloat16":
            dataset.attrs["dtype"] = "bfloat16"
        elif array.dtype.itemsize > 1:
            file[f"big/{name}"] = array.astype(array.dtype.newbyteorder(">"))
    file["strings/scalar"] = "größe"
    file["strings/list"] = np.array(["ab", "", "名前🎉"], dtype=object)
    file["strings/table"] = np.array([["a", "b"], ["c", "d"]], dtype=object)
    file["strings/fixed"] = np.array([b"ab", b"c", b""])
    utf8 = h5py.string_dtype("utf-8", 5)
    file.create_dataset("strings/utf8", data=np.array(["é".encode(), b"c"], dtype=utf8))
    spaces = h5py.h5t.C_S1.copy()
    spaces.set_size(4)
    spaces.set_strpad(h5py.h5t.STR_SPACEPAD)
    padded = h5py.h5d.create(file["strings"].id, b"spaces", spaces, h5py.h5s.create_simple((2,)))
    padded.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([b"ab  ", b"abcd"]), spaces)
    file.create_group("empty/group")
    compact(h5py, file, "compact", np.arange(5, dtype="int32"))
    file.create_dataset("unwritten/zeros", shape=(2, 2), dtype="float32")
    file.create_dataset("unwritten/filled", shape=(3,), dtype="int16", fillvalue=-7)
    attributes = file.create_group("attributes").attrs
    attributes["text"] = "größe"
    attributes["bytes"] = b"abc"
    attributes["fixed"] = np.bytes_("abc")
    attributes["none"] = ""
    attributes["integer"] = -3
    attributes["huge"] = 2**63 - 1
    attributes["float"] = 0.1
    attributes["float32"] = np.float32(1.5)
    attributes["yes"] = True
    attributes["list"] = ["a", "bc", ""]
    attributes["byte list"] = [b"ab", b"c"]
    attributes["fixed list"] = np.array([b"ab", b"c"])
    attributes["numbers"] = np.array([[1, 2], [3, 4]], "int32")
    attributes["big"] = np.array([1, 2], ">i4")
    attributes["no strings"] = np.zeros((0,), "S1")
    attributes["nothing"] = []
    attributes["null"] = h5py.Empty("f4")
    attributes["名前"] = "name"
    long = file.create_group("long").attrs
    long["long"] = "long " * 2000


def compact(h5py, file, name, array):
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple(array.shape)
    kind = h5py.h5t.py_create(array.dtype)
    dataset = h5py.h5d.create(file.id, name.encode(), kind, space, properties)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, array)


def write_chunked(h5py, file):
    """Every filter, chunks that reach over borders, trees of several levels, chunks that do not exist."""
    line = np.arange(1000, dtype="float32")
    cube = np.arange(5 * 7 * 11, dtype="int16").reshape(5, 7, 11)
    file.create_dataset("plain", data=line, chunks=(300,))
    file.create_dataset("single", data=cube, chunks=cube.shape)
    file.create_dataset("single gzip", data=cube, chunks=cube.shape, compression="gzip")
    file.create_dataset("gzip", data=line, chunks=(128,), compression="gzip", compression_opts=9)
    file.create_dataset("shuffle", data=line, chunks=(128,), compression="gzip", shuffle=True)
    file.create_dataset("shuffle alone", data=line, chunks=(128,), shuffle=True)
    file.create_dataset("fletcher", data=line, chunks=(128,), fletcher32=True)
    file.create_dataset("fletcher odd", data=np.arange(255, dtype="uint8"), chunks=(51,), fletcher32=True)
    file.create_dataset("fletcher zeros", data=np.zeros(9, "uint8"), chunks=(5,), fletcher32=True)
    file.create_dataset("fletcher ones", data=np.full(2000, 255, "uint8"), chunks=(2000,), fletcher32=True)
    file.create_dataset("all", data=cube, chunks=(2, 3, 4), compression="gzip", shuffle=True, fletcher32=True)
    file.create_dataset("cube", data=cube, chunks=(3, 7, 2))
    file.create_dataset("deep", data=np.arange(1200, dtype="int16"), chunks=(2,))
    file.create_dataset("strings", data=np.array(["a", "größe", ""], dtype=object), chunks=(2,), compression="gzip")
    file.create_dataset("empty", shape=(0, 3), chunks=(2, 3), dtype="float32", maxshape=(5, 3))
    sparse = file.create_dataset("sparse", shape=(10, 10), chunks=(3, 3), dtype="int32", fillvalue=7)
    sparse[4, 4] = 1
    if file.libver[0] == "earliest":
        file.create_dataset("growing", data=line, chunks=(128,), maxshape=(None,), compression="gzip")
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((2, 2))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple((3, 5))
    dataset = h5py.h5d.create(file.id, b"early", h5py.h5t.STD_I32LE, space, early)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(15, dtype="int32").reshape(3, 5))


def write_refused(h5py, file, path):
    """One object of each kind that a reader must not follow, or cannot."""
    file["compound"] = np.zeros(2, dtype=[("a", "i4"), ("b", "f4")])
    file["complex"] = np.zeros(2, "complex64")
    file["opaque"] = np.zeros(2, "V3")
    file["lists"] = np.array([np.arange(2), np.arange(3)], dtype=h5py.vlen_dtype("int32"))
    file.create_dataset("enumeration", data=np.zeros(2, "int8"), dtype=h5py.enum_dtype({"a": 0, "b": 1}, basetype="i1"))
    file.create_dataset("references", shape=(1,), dtype=h5py.ref_dtype)
    file["named"] = np.dtype("float32")
    file.create_dataset("with named", data=np.zeros(2, "float32"), dtype=file["named"])
    file["null"] = h5py.Empty("f4")
    file.create_dataset("lzf", data=np.zeros(2, "float32"), compression="lzf")
    file.create_dataset("external", shape=(4,), dtype="uint8", external=[("/etc/hostname", 0, 4)])
    layout = h5py.VirtualLayout(shape=(3,), dtype="float32")
    layout[:] = h5py.VirtualSource("links.h5", "group/x", shape=(3,))
    file.create_virtual_dataset("virtual", layout)
    file.create_dataset("huge", shape=(2**40,), dtype="float32")
    file.create_dataset("huge chunks", shape=(2**40,), chunks=(2**20,), dtype="float32")
    attributes = file.create_group("attributes").attrs
    attributes["reference"] = file["null"].ref
    attributes["fine"] = 1


def contents_of(h5py, file):
    """Shapes, dtypes and values of all datasets, values of all attributes."""
    datasets, attributes = {}, {}

    def visit(name, thing):
        if isinstance(thing, h5py.Dataset):
            value = thing[()]
            if thing.attrs.get("dtype") == "bfloat16":
                value = value.view(ml_dtypes.bfloat16)
            elif h5py.check_string_dtype(thing.dtype):
                value = thing.asstr()[()] if thing.shape == () else thing.asstr()[()].astype(object)
            datasets[name] = described(value)
        for key, value in thing.attrs.items():
            attributes.setdefault(name, {})[key] = plain(value)

    file.visititems(visit)
    return {"datasets": datasets, "attributes": attributes}


def plain(value):
    """An attribute as a JSON value; arrays of numbers described."""
    if type(value).__name__ == "Empty":
        return None
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "OS":
            return [item.decode() if isinstance(item, bytes) else item for item in value.tolist()]
        return described(value)
    if isinstance(value, bytes):
        return value.decode()
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bytes):
        return value.decode()
    return {"bigint": str(value)} if isinstance(value, int) and abs(value) >= 2**53 else value


def make_keras():
    import keras

    path = folder("hdf5")
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((4,)), dense(3, activation="relu"), keras.layers.BatchNormalization(), dense(2)])
    model.compile("adam", "mse")
    model.fit(np.ones((4, 4)), np.ones((4, 2)), verbose=0)
    model.save(folder("archive") / "model.keras")
    model.save_weights(path / "model.weights.h5")
    model.save(path / "legacy.h5")
    record(path / "model.json", {w.path: described(w.numpy()) for w in model.weights})


if __name__ == "__main__":
    makers = {"archive": make_archives, "numpy": make_numpy, "safetensors": make_safetensors, "shards": make_shards, "hdf5": make_hdf5, "keras": make_keras}
    for name in sys.argv[1:] or makers:
        makers[name]()

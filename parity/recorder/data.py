"""Makes the inputs a case describes, and writes tensors and fixtures exactly.

A described input is either literal, `{"values": [[1, 2]], "dtype": "int32"}`, or drawn,
`{"shape": [2, 3], "distribution": "normal"}`. Lists and other objects are structures of inputs.
Without a `seed`, the seed follows from the case's id and the input's place, so that no two cases share numbers.
"""

import base64
import gzip
import json
import zlib

import numpy as np

DTYPES = {"bfloat16": "float32"}


def is_described(value):
    """Tells a described input from a structure that holds some."""
    if not isinstance(value, dict):
        return False
    literal = "values" in value and not is_described(value["values"])
    return literal or "shape" in value or "distribution" in value


def make(value, place):
    """Turns every described input inside a structure into a NumPy array."""
    if is_described(value):
        return make_one(value, place)
    if isinstance(value, dict):
        return {key: make(inner, f"{place}/{key}") for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [make(inner, f"{place}/{index}") for index, inner in enumerate(value)]
    return value


def make_one(spec, place):
    """Makes one array from its description."""
    if "values" in spec:
        return np.array(unspell(spec["values"]), dtype=spec.get("dtype", "float32"))
    rng = np.random.default_rng(spec.get("seed", zlib.crc32(place.encode())))
    distribution = spec.get("distribution", "uniform")
    shape = tuple(spec.get("shape", ()))
    whole = distribution in ("integers",)
    dtype = spec.get("dtype", "int32" if whole else "bool" if distribution == "mask" else "float32")
    low, high = spec.get("range", (0, 4) if whole else (-2.0, 2.0))
    return np.asarray(draw(rng, distribution, shape, low, high, spec)).astype(dtype)


def draw(rng, distribution, shape, low, high, spec):
    """Draws float64 numbers of one distribution."""
    if distribution == "uniform":
        return rng.uniform(low, high, shape)
    if distribution == "normal":
        return spec.get("mean", 0.0) + spec.get("stddev", 1.0) * rng.standard_normal(shape)
    if distribution == "integers":
        return rng.integers(low, high, shape)
    if distribution == "probabilities":
        weights = np.exp(rng.standard_normal(shape))
        return weights / weights.sum(axis=-1, keepdims=True)
    if distribution == "onehot":
        return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]
    if distribution == "mask":
        return rng.uniform(0, 1, shape) < spec.get("share", 0.6)
    if distribution == "binary":
        return (rng.uniform(0, 1, shape) < spec.get("share", 0.5)).astype("float64")
    if distribution == "signs":
        return np.where(rng.uniform(0, 1, shape) < 0.5, -1.0, 1.0)
    if distribution == "distinct":
        return rng.permutation(np.linspace(low, high, int(np.prod(shape)))).reshape(shape)
    if distribution == "positive":
        root = rng.standard_normal(shape)
        return root @ np.swapaxes(root, -1, -2) + np.eye(shape[-1])
    if distribution == "grid":
        return np.concatenate([np.linspace(low, high, spec["count"]), np.array(spec.get("extra", []))])
    raise ValueError(f"unknown distribution {distribution!r}")


def projection(place, shape):
    """The fixed random weights under which an output is summed before its gradient is taken."""
    rng = np.random.default_rng(zlib.crc32(f"{place}/projection".encode()))
    return rng.uniform(-1, 1, tuple(shape)).astype("float32")


def encode(value):
    """Writes an array as `{dtype, shape, data}`: little-endian bytes in base64. Structures are kept."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {key: encode(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(inner) for inner in value]
    array = np.asarray(value)
    dtype = DTYPES.get(str(array.dtype), str(array.dtype))
    array = array.astype(dtype)
    little = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return {"dtype": dtype, "shape": list(array.shape), "data": base64.b64encode(little).decode()}


def decode(tensor):
    """Reads back what `encode` wrote."""
    array = np.frombuffer(base64.b64decode(tensor["data"]), dtype=np.dtype(tensor["dtype"]).newbyteorder("<"))
    return array.reshape(tensor["shape"])


def spell(value):
    """Makes a value plain JSON: tuples become lists, numbers that JSON lacks become their names."""
    if isinstance(value, dict):
        return {str(key): spell(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [spell(inner) for inner in value]
    if isinstance(value, (np.floating, np.integer, np.bool_)):
        return spell(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if hasattr(value, "shape"):
        return spell(np.asarray(value).tolist())
    return str(value)


def unspell(value):
    """The numbers that JSON lacks, from their names."""
    if isinstance(value, list):
        return [unspell(inner) for inner in value]
    return float(value.lower().replace("infinity", "inf")) if isinstance(value, str) else value


def tuples(value):
    """Turns the lists of a config into tuples, which Keras prefers for sizes and axes."""
    if isinstance(value, list):
        return tuple(tuples(inner) for inner in value)
    return value


def to_text(fixture):
    """One line per case, so that a difference between two recordings names its case."""
    head = {key: value for key, value in fixture.items() if key != "answers"}
    lines = [
        f"{json.dumps(key)}: {json.dumps(answer, allow_nan=False, separators=(',', ':'))}"
        for key, answer in fixture["answers"].items()
    ]
    return json.dumps(head, separators=(",", ":"))[:-1] + ',"answers":{\n' + ",\n".join(lines) + "\n}}\n"


def save(path, text):
    """Writes gzip without a time or a name in its header, so that equal answers are equal bytes."""
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def load(path):
    """Reads a fixture."""
    return json.loads(gzip.decompress(path.read_bytes()))

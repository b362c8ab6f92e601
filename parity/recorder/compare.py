"""Compares two recordings, tensor by tensor."""

import dataclasses

import numpy as np

from recorder import data

# Float answers may differ in the last bits between processors; anything above is another answer.
TOLERANCE = 1e-5


@dataclasses.dataclass
class Difference:
    """One place where two recordings differ, and whether rounding cannot explain it."""

    place: str
    what: str
    serious: bool

    def __str__(self):
        return f"{self.place}: {self.what}{'' if self.serious else ' (rounding)'}"


def differences(old, new, place=""):
    """Lists where `new` differs from `old`."""
    if old == new:
        return []
    if is_tensor(old) and is_tensor(new):
        return tensor_differences(old, new, place)
    if isinstance(old, dict) and isinstance(new, dict):
        found = [Difference(f"{place}/{key}", "only in one recording", True) for key in sorted(old.keys() ^ new.keys())]
        for key in old.keys() & new.keys():
            found += differences(old[key], new[key], f"{place}/{key}")
        return found
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [found for index in range(len(old)) for found in differences(old[index], new[index], f"{place}/{index}")]
    if isinstance(old, float) and isinstance(new, float) and np.isclose(old, new, rtol=TOLERANCE, atol=TOLERANCE):
        return [Difference(place, f"{old} and {new}", False)]
    return [Difference(place, f"{str(old)[:60]} and {str(new)[:60]}", True)]


def tensor_differences(old, new, place):
    """Compares two written tensors."""
    if (old["dtype"], old["shape"]) != (new["dtype"], new["shape"]):
        return [Difference(place, f"{old['dtype']}{old['shape']} and {new['dtype']}{new['shape']}", True)]
    a, b = (data.decode(tensor).astype("float64") for tensor in (old, new))
    with np.errstate(all="ignore"):
        error = float(np.nanmax(np.abs(a - b))) if a.size else 0.0
    close = np.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    return [Difference(place, f"numbers differ by up to {error:.3g}", not close)]


def is_tensor(value):
    """Tells a written tensor from another object."""
    return isinstance(value, dict) and value.keys() == {"dtype", "shape", "data"}

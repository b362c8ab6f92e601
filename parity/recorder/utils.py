"""Functions of `keras.utils`: arrays in, arrays out."""

import keras
import numpy as np
from PIL import Image

from recorder import data
from recorder.ops import encoded


def record(case):
    function = getattr(keras.utils, case["function"])
    inputs = data.make(case["inputs"], case["id"])
    given = [Image.fromarray(picture_of(one)) for one in inputs] if case["function"] == "img_to_array" else inputs
    output = function(*given, **case.get("config", {}))
    if case["function"] == "split_dataset":
        # Datasets of single samples: a part of the array that was given.
        output = [np.stack(list(part.as_numpy_iterator())) for part in output]
    return {"inputs": encoded(inputs), "output": data.encode(plain(output))}


def picture_of(array):
    """Pillow has no axis of channels for grey pictures."""
    return array[:, :, 0] if array.shape[-1] == 1 else array


def plain(output):
    """Datasets as the list of what they give, pictures as arrays."""
    if isinstance(output, Image.Image):
        array = np.asarray(output)
        return array[:, :, None] if array.ndim == 2 else array
    if hasattr(output, "as_numpy_iterator"):
        return [plain(batch) for batch in output.as_numpy_iterator()]
    if isinstance(output, (list, tuple)):
        return [plain(part) for part in output]
    return np.asarray(output)

"""Records the answers of the real Keras: `python parity/record.py [--check] [family …]`.

Without a family, all are recorded. With `--check`, nothing is written and differences to the fixtures are reported.
"""

import argparse
import importlib
import importlib.metadata
import json
import os
import pathlib
import random
import sys
import time
import traceback
import warnings

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["JAX_DEFAULT_MATMUL_PRECISION"] = "highest"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["COLUMNS"] = "80"

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import jax  # noqa: E402
import keras  # noqa: E402
import numpy  # noqa: E402
from keras.src.backend.common import global_state  # noqa: E402
from keras.src.utils import rng_utils  # noqa: E402

from recorder import data  # noqa: E402
from recorder.compare import differences  # noqa: E402

# Keras warns of its own choices (int64 that JAX shortens, weights it rounds): they are part of the answer.
warnings.simplefilter("ignore")

# Which module of `recorder` answers a case of each kind.
RECORDERS = {
    "activation": "activations",
    "loss": "losses",
    "loss_function": "losses",
    "metric": "metrics",
    "metric_function": "metrics",
    "optimizer": "optimizers",
    "schedule": "schedules",
    "initializer": "initializers",
    "regularizer": "regularizers",
    "constraint": "constraints",
    "layer": "layers",
    "op": "ops",
    "summary": "summaries",
    "progress": "progress",
    "training": "training",
    "application": "applications",
    "serialized": "serialized",
    "util": "utils",
}


def families():
    """The names of all tables."""
    return sorted(path.stem for path in (HERE / "cases").glob("*.json"))


def record(family):
    """Answers every case of a table; nothing when Keras refuses one."""
    cases = json.loads((HERE / "cases" / f"{family}.json").read_text())["cases"]
    repeated = {case["id"] for case in cases if sum(other["id"] == case["id"] for other in cases) > 1}
    if repeated:
        raise SystemExit(f"{family}: ids must be unique, received twice: {sorted(repeated)}")
    answers, failures = {}, []
    for case in cases:
        recorder = importlib.import_module(f"recorder.{RECORDERS[case['kind']]}")
        fresh_session()
        try:
            answers[case["id"]] = recorder.record(case)
        except Exception as error:
            failures.append((case["id"], error))
    for name, error in failures:
        print(f"{family}: {name}: {type(error).__name__}: {error}", file=sys.stderr)
    if failures:
        traceback.print_exception(failures[0][1])
        print(f"{family}: {len(failures)} of {len(cases)} cases failed, nothing was written", file=sys.stderr)
        return None
    versions = {
        "keras": keras.version(),
        "backend": f"jax {jax.__version__}",
        "numpy": numpy.__version__,
        "rich": importlib.metadata.version("rich"),
    }
    return {"family": family, "versions": versions, "answers": answers}


def fresh_session():
    """Counts names from the start and draws from the same seed, whatever ran before."""
    keras.utils.clear_session(free_memory=False)
    global_state.set_global_attribute(rng_utils.GLOBAL_RANDOM_SEED, 1)
    random.seed(1)
    numpy.random.seed(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", help="tables to record; all without any")
    parser.add_argument("--check", action="store_true", help="compare with the fixtures and write nothing")
    arguments = parser.parse_args()
    failed = False
    for family in arguments.families or families():
        began = time.time()
        fixture = record(family)
        if fixture is None:
            failed = True
            continue
        text = data.to_text(fixture)
        path = HERE / "fixtures" / f"{family}.json.gz"
        if arguments.check:
            found = differences(data.load(path)["answers"], json.loads(text)["answers"])
            failed = failed or any(difference.serious for difference in found)
            for difference in found:
                print(f"{family}: {difference}")
        else:
            data.save(path, text)
        size = path.stat().st_size
        print(f"{family}: {len(fixture['answers'])} cases, {size:,} bytes, {time.time() - began:.0f} s", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

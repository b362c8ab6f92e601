"""Records what Keras's Progbar writes: `python parity/make_progress_fixtures.py`.

Writes src/training/progress.fixtures.json.gz: runs under a clock that we set, with the text of every update, which
progress.test.ts compares with, to the character.
"""

import gzip
import json
import os
import pathlib
import random
from unittest import mock

os.environ["KERAS_BACKEND"] = "jax"

from keras.src.utils import progbar

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src" / "training" / "progress.fixtures.json.gz"
START = 1_000_000.0
runs = []


def record(title, updates, *, target, width=20, verbose=1, dynamic=True, interval=0.05):
    """Updates are [seconds since the start, steps done, values, finalize or None]; a fifth sets the target first."""
    clock = mock.Mock(return_value=START)
    with mock.patch.object(progbar.time, "time", clock), mock.patch.object(progbar.io_utils, "print_msg") as out:
        bar = progbar.Progbar(target, width=width, verbose=verbose, interval=interval, stateless_metrics=set())
        bar._dynamic_display = dynamic
        texts = []
        for seconds, current, values, finalize, *known in updates:
            clock.return_value = START + seconds
            out.reset_mock()
            if known:
                bar.target = known[0]
            bar.update(current, values, finalize)
            texts.append("".join(call.args[0] for call in out.call_args_list))
    options = {"target": target, "width": width, "verbose": verbose, "dynamic": dynamic, "interval": interval}
    runs.append({"title": title, "options": options, "updates": updates, "texts": texts})


def even(count, step, first=None):
    """Updates of a loop with steps of one length."""
    first = step if first is None else first
    return [[first + step * n, n + 1, [["loss", 1 / (n + 1)]], False] for n in range(count)]


def end(updates, seconds, values=(("loss", 0.5), ("val_loss", 0.25))):
    last = updates[-1]
    return updates + [[last[0] + seconds, last[1], [list(value) for value in values], True]]


for dynamic in (True, False):
    for verbose in (0, 1, 2):
        kind = f"{'dynamic' if dynamic else 'static'}, verbose {verbose}"
        options = {"verbose": verbose, "dynamic": dynamic}
        record(f"slow steps, {kind}", end(even(10, 0.3), 0.7), target=10, **options)
        record(f"quick steps, {kind}", end(even(200, 0.004, 1.5), 0.1), target=200, **options)
        record(f"unknown target, {kind}", even(7, 0.1), target=None, **options)
        record(f"unknown target, then known, {kind}", even(7, 0.1) + [[1.0, 7, [["loss", 0.5]], True, 7]], target=None, **options)
        record(f"no steps, {kind}", [[0.1, 0, [], None]], target=0, **options)
        record(f"end found by the target, {kind}", [[0.1 * n, n, [["a", n]], None] for n in range(1, 5)], target=4, **options)
for name, step in (("seconds", 2.5), ("minutes", 30.0), ("hours", 700.0), ("milliseconds", 0.0025), ("microseconds", 2.5e-6)):
    record(f"steps of {name}", end(even(30, step), step), target=100, interval=0)
record("steps begin at zero", [[0.0, 0, [], None], [0.2, 1, [], None], [0.4, 3, [["x", 0.1]], None]], target=3)
record("no first step", [[0.5, 4, [], None], [1.5, 8, [], None]], target=9)
record("first step twice", [[0.5, 1, [], False], [1.5, 1, [], True]], target=1)
record("more steps than expected", [[0.5, 1, [], False], [1.5, 5, [], False], [2.5, 6, [], False]], target=3)
record("no metrics", end(even(3, 0.2), 0.1, ()), target=3)
record("wide", even(5, 0.2), target=7, width=47)
shrinking = [["loss", 123456.5], ["a_long_name", -1e-9]], [["loss", 1.0], ["a_long_name", 1.0]], [["loss", 0.0]]
record("shorter lines erase longer ones", [[0.1 * n, n + 1, values, False] for n, values in enumerate(shrinking)], target=3)
odd = [0.0, -0.0, 1e-3, 1.00001e-3, -1e-3, -0.5, 0.03125, 0.00005, 5e-324, 1e30, -1e30, 12345.67891]
odd += [float("inf"), float("-inf"), float("nan")]
for verbose in (1, 2):
    for value in odd:
        record(f"a value of {value}, verbose {verbose}", [[0.5, 1, [["v", value]], True]], target=1, verbose=verbose)
        runs[-1]["updates"][0][2][0][1] = value if value - value == 0 else str(value)
source = random.Random(5)
for index in range(60):
    target = source.choice([None, 1, 9, 10, 99, 1000, 1875])
    time, current, updates = 0.0, 0, []
    for _ in range(source.randint(1, 12)):
        time += source.expovariate(1) * 10 ** source.uniform(-6, 4)
        current += source.randint(0, 3 if target is None or target < 50 else target // 8)
        names = source.sample(["loss", "accuracy", "größe", "val_loss"], source.randint(0, 4))
        values = [[name, source.choice([1, -1]) * 10 ** source.uniform(-6, 5)] for name in names]
        updates.append([time, current, values, source.choice([None, False, False, True])])
    dynamic, verbose = source.random() < 0.5, source.choice([1, 1, 2])
    record(f"chance {index}", updates, target=target, dynamic=dynamic, verbose=verbose)

text = json.dumps({"start": START, "runs": runs}, ensure_ascii=False, allow_nan=False)
TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
print(f"{len(runs)} runs, {sum(len(run['texts']) for run in runs)} updates, {TARGET.stat().st_size:,} bytes")

"""What rivals in Python share: the workloads, the data, how long to measure, what to print. The twin of bench/measure.ts."""
import json
import pathlib
import resource
import sys
import time

import numpy


class Assignment:
    """`<workload> <train|predict> <threads> <seconds> <steps>`, from the command line."""

    def __init__(self):
        name, self.kind, threads, seconds, steps = sys.argv[1:6]
        path = pathlib.Path(__file__).parent.parent / "workloads.json"
        self.workload = next(one for one in json.loads(path.read_text()) if one["name"] == name)
        self.threads, self.seconds, self.steps = int(threads), float(seconds), int(steps)
        self.layers = plain(self.workload["layers"])

    def samples(self, count):
        """Float32 in [0, 1), or words where there is a vocabulary; and labels."""
        random = numpy.random.default_rng(count)
        shape = (count, *self.workload["input"])
        vocabulary = self.workload.get("vocabulary")
        x = random.random(shape, numpy.float32) if vocabulary is None else random.integers(0, vocabulary, shape, numpy.int32)
        return x, random.integers(0, self.workload["classes"], count, numpy.int32)


def plain(specs):
    """The layers one after the other, repetitions written out."""
    layers = []
    for spec in specs:
        layers += plain(spec["layers"]) * spec["times"] if spec["kind"] == "repeat" else [spec]
    return layers


class Epochs:
    """Decides when an epoch counts and when enough have been measured."""

    def __init__(self, seconds, steps):
        self.times = []
        self.steps = steps
        self.last = time.perf_counter()
        self.warm = self.last + seconds / 2
        self.end = self.warm + seconds
        self.done = 0

    def ended(self):
        """An epoch is over; says whether that is enough. The first epoch never counts."""
        now = time.perf_counter()
        if self.done > 0 and self.last >= self.warm:
            self.times.append((now - self.last) * 1000 / self.steps)
        self.done += 1
        self.last = now
        return now >= self.end and len(self.times) >= 2


def times_of(seconds, call):
    """Times of a call in ms, after warming up: at least 3, for `seconds`."""
    warm = time.perf_counter() + seconds / 2
    call()
    call()
    while time.perf_counter() < warm:
        call()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return times


def report(**finding):
    """Prints what was found, as the last line."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"peakBytes": peak, **finding}), flush=True)

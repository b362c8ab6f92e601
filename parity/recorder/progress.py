"""Progress bars: exactly what `Progbar`, or the callback around it, writes, with a clock that the case sets."""

import sys
from unittest import mock

import keras
import numpy as np
from keras.src.callbacks import ProgbarLogger
from keras.src.utils import progbar

# When the bar is made; an event's time counts from here.
START = 1000.0


class Clock:
    """Stands in for the module `time`."""

    now = START

    def time(self):
        return self.now


class Written(list):
    """Stands in for the standard output."""

    def write(self, text):
        self.append(text)

    def flush(self):
        pass


def record(case):
    clock, written = Clock(), Written()
    writes = []
    keras.config.enable_interactive_logging()
    with mock.patch.object(progbar, "time", clock), mock.patch.object(sys, "stdout", written):
        react = logger_of(case) if "params" in case else progbar_of(case)
        for event in case["events"]:
            clock.now = START + event["time"]
            react(event)
            writes.append(list(written))
            written.clear()
    return {"writes": writes}


def progbar_of(case):
    """A bar and what an event does to it."""
    bar = progbar.Progbar(**case["config"])
    bar._dynamic_display = case.get("dynamic", True)

    def react(event):
        values = [(name, value_of(value)) for name, value in event.get("values", {}).items()]
        if "add" in event:
            bar.add(event["add"], values)
        else:
            bar.update(event["current"], values, finalize=event.get("finalize"))

    return react


def value_of(value):
    """Several numbers are an array, as a metric of several gives them."""
    return np.array(value, "float32") if isinstance(value, list) else value


def logger_of(case):
    """The callback that `fit`, `evaluate` and `predict` use, and which of its methods an event calls."""
    logger = ProgbarLogger()
    logger.set_params(case["params"])

    def react(event):
        arguments = [event["index"]] if "index" in event else []
        logs = event.get("logs")
        logs = logs and {name: value_of(value) for name, value in logs.items()}
        getattr(logger, event["event"])(*arguments, logs)
        if logger.progbar is not None:
            logger.progbar._dynamic_display = case.get("dynamic", True)

    return react

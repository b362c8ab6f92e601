"""One measurement of Keras, on the backend that KERAS_BACKEND names: `fit`, and `predict_on_batch`, its fastest way to predict."""
import os
import time

from common import Assignment, Epochs, report, times_of

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
given = Assignment()
start = time.perf_counter()
import keras  # noqa: E402

imported = (time.perf_counter() - start) * 1000
if keras.backend.backend() == "tensorflow":
    import tensorflow

    tensorflow.config.threading.set_intra_op_parallelism_threads(given.threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(given.threads)
    version = f"TensorFlow {tensorflow.__version__}"
else:
    import jax

    version = f"JAX {jax.__version__}"


def network():
    layers = keras.layers
    made = {
        "dense": lambda spec: [layers.Dense(spec["units"], spec.get("activation"))],
        "conv2D": lambda spec: [layers.Conv2D(spec["filters"], spec["kernel"], activation=spec.get("activation"))],
        "maxPooling2D": lambda spec: [layers.MaxPooling2D(spec["size"])],
        "flatten": lambda _: [layers.Flatten()],
        "dropout": lambda spec: [layers.Dropout(spec["rate"])],
        "layerNormalization": lambda _: [layers.LayerNormalization()],
        "batchNormalization": lambda _: [layers.BatchNormalization()],
        "embeddingBag": lambda spec: [
            layers.Embedding(spec["vocabulary"], spec["units"]),
            layers.GlobalAveragePooling1D(),
        ],
    }
    dtype = "float32" if given.workload.get("vocabulary") is None else "int32"
    model = keras.Sequential([keras.Input(given.workload["input"], dtype=dtype)])
    for spec in given.layers:
        for layer in made[spec["kind"]](spec):
            model.add(layer)
    model.compile(
        optimizer=keras.optimizers.Adam(given.workload["optimizer"]["learningRate"]),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


class Clock(keras.callbacks.Callback):
    def __init__(self, epochs):
        super().__init__()
        self.epochs = epochs

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = self.epochs.ended()


def train():
    batch = given.workload["batch"]
    x, y = given.samples(batch * given.steps)
    start = time.perf_counter()
    model = network()
    model.fit(x[:batch], y[:batch], batch_size=batch, verbose=0, shuffle=False)
    first_step = (time.perf_counter() - start) * 1000
    epochs = Epochs(given.seconds, given.steps)
    if not given.workload.get("compiling"):
        model.fit(x, y, batch_size=batch, epochs=1_000_000, verbose=0, shuffle=False, callbacks=[Clock(epochs)])
    return {"firstStep": first_step, "steps": epochs.times}


def predict():
    model = network()
    one, _ = given.samples(1)
    many, _ = given.samples(given.workload["large"])
    return {
        "single": times_of(given.seconds, lambda: model.predict_on_batch(one)),
        "large": times_of(given.seconds, lambda: model.predict_on_batch(many)),
    }


report(version=f"{keras.__version__} on {version}", imported=imported, **(train() if given.kind == "train" else predict()))

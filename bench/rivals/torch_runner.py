"""One measurement of PyTorch, eager or with torch.compile and the fused Adam (the sixth argument): the loop of its tutorials, without a data loader."""
import sys
import time

from common import Assignment, Epochs, report, times_of

given = Assignment()
start = time.perf_counter()
import torch  # noqa: E402
from torch import nn  # noqa: E402

imported = (time.perf_counter() - start) * 1000
torch.set_num_threads(given.threads)
torch.manual_seed(0)


def network():
    layers = []
    shape = list(given.workload["input"])
    if len(shape) == 3:
        shape = [shape[2], shape[0], shape[1]]
    for spec in given.layers:
        kind = spec["kind"]
        if kind == "dense":
            layers.append(nn.Linear(shape[-1], spec["units"]))
            shape = [spec["units"]]
        elif kind == "conv2D":
            layers.append(nn.Conv2d(shape[0], spec["filters"], spec["kernel"]))
            shape = [spec["filters"], *(side - spec["kernel"] + 1 for side in shape[1:])]
        elif kind == "maxPooling2D":
            layers.append(nn.MaxPool2d(spec["size"]))
            shape = [shape[0], *(side // spec["size"] for side in shape[1:])]
        elif kind == "flatten":
            layers.append(nn.Flatten())
            shape = [shape[0] * shape[1] * shape[2]]
        elif kind == "dropout":
            layers.append(nn.Dropout(spec["rate"]))
        elif kind == "layerNormalization":
            layers.append(nn.LayerNorm(shape[-1], eps=1e-3))
        elif kind == "batchNormalization":
            layers.append(nn.BatchNorm1d(shape[-1], eps=1e-3, momentum=0.01))
        elif kind == "embeddingBag":
            layers.append(nn.EmbeddingBag(spec["vocabulary"], spec["units"], mode="mean"))
            shape = [spec["units"]]
        if spec.get("activation") == "relu":
            layers.append(nn.ReLU())
        if spec.get("activation") == "gelu":
            layers.append(nn.GELU())
    return nn.Sequential(*layers)


def tensors(count):
    x, y = given.samples(count)
    if x.ndim == 4:
        x = x.transpose(0, 3, 1, 2).copy()
    return torch.from_numpy(x), torch.from_numpy(y).long()


def train(compiled):
    batch = given.workload["batch"]
    x, y = tensors(batch * given.steps)
    start = time.perf_counter()
    model = network()
    rate = given.workload["optimizer"]["learningRate"]
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=True if compiled else None)
    loss_of = nn.CrossEntropyLoss()

    def loss_on(x, y):
        return loss_of(model(x), y)

    if compiled:
        loss_on = torch.compile(loss_on)

    def step(at):
        optimizer.zero_grad()
        loss_on(x[at : at + batch], y[at : at + batch]).backward()
        optimizer.step()

    step(0)
    first_step = (time.perf_counter() - start) * 1000
    epochs = Epochs(given.seconds, given.steps)
    while not given.workload.get("compiling"):
        for at in range(0, batch * given.steps, batch):
            step(at)
        if epochs.ended():
            break
    return {"firstStep": first_step, "steps": epochs.times}


def predict(compiled):
    model = network().eval()
    forward = torch.compile(model) if compiled else model
    one, _ = tensors(1)
    many, _ = tensors(given.workload["large"])
    with torch.inference_mode():
        single = times_of(given.seconds, lambda: forward(one))
        large = times_of(given.seconds, lambda: forward(many))
    return {"single": single, "large": large}


work = train if given.kind == "train" else predict
report(version=torch.__version__, imported=imported, **work("compile" in sys.argv[6:]))

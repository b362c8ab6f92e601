"""One step of training in PyTorch, eager: Keras's simple convnet for MNIST. Prints JSON: ms for each step, and processor time."""
import json
import sys
import time

import torch
from torch import nn

batch, steps, threads = (int(argument) for argument in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 32, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Dropout(0.5),
    nn.Linear(1600, 10),
)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
loss_of = nn.CrossEntropyLoss()
x = torch.rand(batch * 16, 1, 28, 28)
y = torch.randint(0, 10, (batch * 16,))
times = []
warm_up = 5
used = 0.0
for step in range(steps + warm_up):
    if step == warm_up:
        used = time.process_time()
    start = time.perf_counter()
    at = step % 16 * batch
    optimizer.zero_grad()
    loss = loss_of(model(x[at : at + batch]), y[at : at + batch])
    loss.backward()
    optimizer.step()
    if step >= warm_up:
        times.append((time.perf_counter() - start) * 1000)
processor_time = (time.process_time() - used) * 1000 / len(times)
print(json.dumps({"version": torch.__version__, "times": times, "processorTime": processor_time}))

"""One step of training in PyTorch, eager: the chapter's network (784-128-10, Adam, crossentropy). Prints JSON: ms for each step."""
import json
import sys
import time

import torch

batch, steps, threads = (int(argument) for argument in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
loss_of = torch.nn.CrossEntropyLoss()
x = torch.rand(batch * 16, 784)
y = torch.randint(0, 10, (batch * 16,))
times = []
for step in range(steps + 50):
    start = time.perf_counter()
    at = step % 16 * batch
    optimizer.zero_grad()
    loss = loss_of(model(x[at : at + batch]), y[at : at + batch])
    loss.backward()
    optimizer.step()
    if step >= 50:
        times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"version": torch.__version__, "times": times}))

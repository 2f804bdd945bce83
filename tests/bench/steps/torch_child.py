"""PyTorch on one thread, in an environment of its own: knows the tasks by their files alone."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch import nn

from tests.bench.steps.child import Seen, answer
from tests.bench.steps.child import run as run_steps

TUNING_SECONDS = 0.5
Step = Callable[[], Seen]

folder = Path()
kept: dict[str, tuple[Step, bool]] = {}


def start(tasks: str) -> str:
    global folder
    folder = Path(tasks)
    torch.set_num_threads(1)
    return f"PyTorch {torch.__version__}"


def check(task: str, steps: int) -> list[float]:
    step = _make(task, channels_last=False, fused=False)
    return [step().loss for _ in range(steps)]


def tune(task: str) -> str:
    """Keep what is fastest: the layout of memory, the kind of optimizer, oneDNN or PyTorch's own kernels."""
    times: dict[str, float] = {}
    made: dict[str, tuple[Step, bool]] = {}
    for channels_last, fused, onednn in itertools.product((False, True), repeat=3):
        step = _make(task, channels_last=channels_last, fused=fused)
        torch.backends.mkldnn.set_flags(onednn)
        run_steps(step, TUNING_SECONDS / 2)
        name = ", ".join(
            (
                "channels last" if channels_last else "channels first",
                "fused SGD" if fused else "SGD",
                "oneDNN" if onednn else "no oneDNN",
            )
        )
        times[name] = run_steps(step, TUNING_SECONDS)["ms"]
        made[name] = step, onednn
    best = min(times, key=times.__getitem__)
    kept[task] = made[best]
    return best


def run(task: str, seconds: float) -> dict[str, float]:
    step, onednn = kept[task]
    torch.backends.mkldnn.set_flags(onednn)
    return run_steps(step, seconds)


def _make(task: str, *, channels_last: bool, fused: bool) -> Step:
    described = json.loads((folder / f"{task}.json").read_text())
    floats = np.fromfile(folder / f"{task}.f32", np.float32)
    model, used = _network(described, floats)
    labels = torch.tensor(described["batches"])
    images = torch.from_numpy(floats[used:].reshape(*labels.shape, *described["input_shape"]))
    images = images.permute(0, 1, 4, 2, 3)  # (batches, n, c, h, w)
    layout = torch.channels_last if channels_last else torch.contiguous_format
    model = model.to(memory_format=layout)
    batches = [(x.contiguous(memory_format=layout), y) for x, y in zip(images, labels, strict=True)]
    rate, momentum = described["learning_rate"], described["momentum"]
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum, fused=fused)
    criterion = nn.CrossEntropyLoss()
    endless = itertools.cycle(batches)

    def step() -> Seen:
        x, y = next(endless)
        optimizer.zero_grad(set_to_none=True)
        logits = model(x)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        right = int((logits.argmax(1) == y).sum())
        return Seen(loss.item(), right / len(y))

    return step


def _network(described: dict[str, Any], floats: Any) -> tuple[nn.Module, int]:
    """The network with the task's weights, and how many of the floats those are."""
    h, w, c = described["input_shape"]
    weights = _weights(described["weight_shapes"], floats)
    layers: list[nn.Module] = []
    flattened: tuple[int, int, int] | None = None
    for layer in described["layers"]:
        match layer["kind"]:
            case "Conv2D":
                k, filters, same = layer["kernel_size"], layer["filters"], layer["padding"] == "same"
                made = nn.Conv2d(c, filters, k, padding=k // 2 if same else 0)
                _fill(made, next(weights).transpose(3, 2, 0, 1), next(weights))
                h, w, c = h if same else h - k + 1, w if same else w - k + 1, filters
            case "MaxPool2D":
                made, h, w = nn.MaxPool2d(layer["pool_size"]), h // 2, w // 2
            case "ReLU":
                made = nn.ReLU(inplace=True)
            case "Flatten":
                made, flattened = nn.Flatten(), (h, w, c)
            case "Dense":
                kernel = next(weights)
                if flattened:  # the weights' rows are in the order h, w, c
                    kernel = kernel.reshape(*flattened, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
                    flattened = None
                made = nn.Linear(*kernel.shape)
                _fill(made, kernel.T, next(weights))
        layers.append(made)
    return nn.Sequential(*layers), sum(int(np.prod(shape)) for shape in described["weight_shapes"])


def _weights(shapes: list[list[int]], floats: Any) -> Iterator[Any]:
    start = 0
    for shape in shapes:
        size = int(np.prod(shape))
        yield floats[start : start + size].reshape(shape)
        start += size


def _fill(layer: Any, weight: Any, bias: Any) -> None:
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weight)))
        layer.bias.copy_(torch.from_numpy(np.ascontiguousarray(bias)))


if __name__ == "__main__":
    answer({"start": start, "check": check, "tune": tune, "run": run})

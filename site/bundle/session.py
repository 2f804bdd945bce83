"""A session of the course, from start to end, and which modules it took: what the bundle must hold at once.

Run by `target.mjs` in a fresh interpreter. Everything that a page may ask of the worker is asked here, so the
list of modules is a finding; no hand keeps it.
"""

import importlib
import io
import itertools
import json
import math
import pkgutil
import random
import re
import sys
import traceback
from typing import Any

import numpy as np

import cnn_core
import cnn_core.lab
from cnn_core.lab import SETTINGS, Service
from cnn_core.lab.networks import NETWORKS

LIBRARIES = "/lib/python"


def modules_used() -> list[str]:
    """Files of the modules that a session imports, below /lib."""
    for module in pkgutil.walk_packages(cnn_core.__path__, "cnn_core."):
        importlib.import_module(module.name)
    hold_session()
    importlib.import_module("pyodide.code")
    specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
    files = (spec.origin for spec in specs if spec is not None and spec.has_location)  # others are built in
    return sorted({file for file in files if file and file.startswith(LIBRARIES)})


def hold_session() -> Service:
    """Ask everything that a page may ask of the worker, once."""
    service = Service()
    _ask_all(service)
    _fail()
    _use_builtins()
    _use_numpy()
    return service


def _ask_all(service: Service) -> None:
    settings: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}
    settings |= {"classes": [0, 1, 2, 3], "optimizer": "adam"}
    for network in NETWORKS:
        for optimizer in ("adam", "sgd"):
            chosen = {**settings, "network": network, "optimizer": optimizer}
            _ask(service, 0, type="create", settings=chosen)
            _ask(service, 0, type="train", steps=2, milliseconds=0)
    _ask(service, 0, type="create", settings={**settings, "network": "cnn"})
    drawing = {"strokes": [[0.2, 0.2, 0.8, 0.8]]}
    _ask(service, 0, type="inspect", sample=0, drawing=drawing, weights=None)
    _ask(service, 0, type="train", steps=300, milliseconds=60_000)
    _look_inside(service, drawing)
    _explain(service)
    _, _, file = service.handle(0, json.dumps({"type": "export"}))
    _ask(service, 0, file, type="import")
    _refuse(service, 0, b"not an archive", type="import")
    _refuse(service, 0, type="create", settings={**settings, "filters": 0})
    _refuse(service, 0, type="no such command")
    _run_code(service)
    for backend in ("reference", cnn_core.backend()):
        _ask(service, 0, type="backend", name=backend)


def _use_builtins() -> None:
    """What any code may come to, with enough of everything for the ways that only large ones take."""
    numbers = [(i * 7919) % 1009 / 8 for i in range(1500)]
    texts = [f"{x:08.3f} {i:>5,d} {x:.2e} {i!r:^7}" for i, x in enumerate(numbers)]
    for values in (numbers, texts, list(zip(numbers, texts, strict=True)), list(map(int, numbers))):
        sorted(values), sorted(values, reverse=True), min(values), max(values), values.index(values[900])
        sorted(sorted(values) + values[::3], key=lambda value: value)
    sorted(range(1000), key=lambda i: -i)
    table = dict(zip(texts, numbers, strict=True))
    for text in texts[::2]:
        del table[text]
    table |= {i: i for i in range(500)}
    one, other = set(numbers), {x + 0.5 for x in numbers}
    _ = one | other, one & other, one - other, one ^ other, one <= other, frozenset(one)
    _ = sum(numbers), divmod(-7, 3), round(2.567, 2), 3**200 // 7**50, 2**0.5, int("12345" * 9), float("1e-7")
    text = " ".join(texts)
    _ = (
        text.split(),
        text.replace("1", "one"),
        text.upper().strip().find("E"),
        text.encode().decode(),
        text[::-1],
    )
    re.sub(r"(\d+)\.(\d+)", r"\2", text)
    json.loads(json.dumps({"a": numbers, "b": [None, True, -1, "é\n"]}, indent=1))
    print(
        f"{1 / 3} {1e300} {[*range(3)]} {table!s:.9} {(1,)} {numbers[:3]!r} {None} {3 + 4j}",
        file=io.StringIO(),
    )
    statistics = [list(group) for _, group in itertools.groupby(sorted(map(int, numbers)))]
    _ = math.sqrt(2), math.exp(1), math.log(3), math.isclose(1, 1.0), math.prod([1, 2]), len(statistics)
    random.Random(1).sample(numbers, 9), random.Random(1).shuffle(texts)


def _use_numpy() -> None:
    """What readers are likely to write in cells and layers."""
    rng = np.random.default_rng(1)
    for kind in (np.float32, np.float64, np.int64, np.uint8, np.bool_):
        x = (rng.random((6, 7, 8)) * 5).astype(kind)
        _ = (
            x + x,
            x * x,
            x == x,
            x > 1,
            x.sum(),
            x.sum(axis=1),
            x.max(axis=(0, 2)),
            x.mean(axis=-1),
            x.argmax(-1),
        )
        _ = x.reshape(6, -1), x.transpose(2, 0, 1).copy(), x[::-1, 1:, [0, 2]], x[x > 1], np.sort(x, axis=0)
        _ = (
            np.concatenate([x, x], axis=1),
            np.stack([x, x]),
            np.pad(x, 1),
            np.where(x > 1, x, 0),
            np.repeat(x, 2),
        )
        _ = (
            np.unique(x),
            np.argsort(x, axis=-1),
            np.cumsum(x),
            np.tile(x, 2),
            np.roll(x, 1),
            np.flip(x, 0),
            str(x),
        )
        _ = np.zeros_like(x), np.full((2, 2), 3, kind), x.tolist(), np.array(x.tolist()), np.array_equal(x, x)
        for other in (np.float32, np.float64, np.int64, np.int32, np.uint8):
            x.astype(other)
        if kind is not np.bool_:
            _ = (
                x - x,
                -x.astype(np.float64),
                np.abs(x),
                np.clip(x, 0, 2),
                x**2,
                np.minimum(x, 1),
                np.maximum(x, 2),
            )
            _ = (
                x[0] @ x[0].T,
                np.einsum("ijk,ijk->i", x, x),
                np.dot(x[0, 0], x[0, 0]),
                np.outer(x[0, 0], x[0, 0]),
            )
    y = rng.normal(size=(40, 3)).astype(np.float32)
    for f in (
        np.exp,
        np.log1p,
        np.tanh,
        np.sqrt,
        np.sin,
        np.floor,
        np.sign,
        np.square,
        np.isnan,
        np.isfinite,
    ):
        with np.errstate(all="ignore"):
            f(y), f(y.astype(np.float64))
    _ = (
        y / y.std(),
        y.var(axis=0),
        np.median(y),
        np.percentile(y, 90),
        np.histogram(y, 5),
        np.bincount([1, 2]),
    )
    _ = (
        np.linspace(0, 1, 5),
        np.arange(3.0),
        np.eye(3),
        np.meshgrid([1, 2], [3]),
        np.round(y, 2),
        np.allclose(y, y),
    )
    _ = np.linalg.norm(y), np.any(y > 1), np.all(y > 1), np.nonzero(y > 1), np.diff(y, axis=0), np.prod(y)
    _ = (
        rng.integers(0, 9, 5),
        rng.permutation(9),
        rng.choice(9, 3),
        rng.uniform(size=3),
        rng.standard_normal(3),
    )
    rng.shuffle(y)
    np.random.seed(1)
    _ = np.random.rand(2), np.random.randn(2), np.random.randint(0, 9, 3), np.random.permutation(4)
    np.lib.stride_tricks.sliding_window_view(y, (2, 2))
    np.add.at(np.zeros(4), [0, 0, 1], 1.0)
    repr(y), f"{y[0, 0]:.3f} {y.mean():.2f} {y.shape} {y.dtype}", float(y[0, 0]), int(y[0, 1])


def _look_inside(service: Service, drawing: dict[str, Any]) -> None:
    """What the views of a lab ask."""
    shown: dict[str, Any] = {"sample": 0, "drawing": drawing, "weights": None}
    cell = {"layer": 1, "index": [0, 0, 0]}
    weight = {"layer": 0, "param": "kernel", "index": [0, 0, 0, 0]}
    _ask(service, 0, type="activations", kind="drawing", cell=cell, **shown)
    for kind in ("sample", "drawing", "batch"):
        _ask(service, 0, type="gradients", kind=kind, label=None, cell=cell, weight=weight, **shown)
    _ask(service, 0, type="evaluate", split="test", start=0, weights=None)
    _ask(service, 0, type="excite", split="test", start=0, convolution=0, drawing=drawing, weights=None)
    _ask(service, 0, type="occlude", kind="drawing", start=0, window=2, strides=1, **shown)
    _ask(service, 0, type="sketches", split="train", indices=[0, 1])
    _ask(service, 0, type="collect", drawings=[{"label": 1, **drawing}], learn=[0])


def _explain(service: Service) -> None:
    """What the widgets ask that need no network."""
    grid = [[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]
    kernel = [[1.0, 0.0], [0.0, -1.0]]
    column = [[1.0], [2.0]]
    image = {"height": 8, "width": 8, "channels": 1}
    layers = [{"kind": "conv", "kernel": 3, "stride": 1}, {"kind": "pool", "kernel": 2, "stride": 2}]
    asked: dict[str, dict[str, Any]] = {
        "convolution": {"input": grid, "kernel": kernel},
        "equivariance": {},
        "output_size": {"size": 8, "kernel_size": 3, "strides": 2, "padding": 1},
        "parameters": image | {"units": 10, "filters": 4, "kernel_size": 3},
        "pooling": {"input": kernel},
        "receptive_field": {"layers": layers},
        "residual": {"first": kernel, "second": kernel, "x": column, "gradient": column},
        "shapes": image | {"layers": []},
    }
    for name, arguments in asked.items():
        _ask(service, 0, type="explain", name=name, arguments=arguments)


def _run_code(service: Service) -> None:
    """A reader runs cells, well and badly, rewrites a layer, and tries an exercise."""
    for source in ("import numpy as np\nx = np.eye(3)\ndisplay(x)\nx", "1 / 0", "1 +", "unknown"):
        _ask(service, 0, type="run", name="cell 1", source=source)
    text, _, _ = service.handle(0, json.dumps({"type": "source", "name": "Conv2D"}))
    _ask(service, 0, type="check", name="Conv2D", source=json.loads(text)["value"]["text"])
    _ask(
        service,
        0,
        type="test",
        source="x = 1",
        tests="def test_x(answer):\n    'x is 2'\n    assert answer.x == 2",
    )


def _ask(service: Service, session: int, file: bytes | None = None, **command: Any) -> None:
    text, _, _ = service.handle(session, json.dumps(command), None, file)
    if "error" in json.loads(text):
        raise RuntimeError(f"{command} was refused: {text}")


def _refuse(service: Service, session: int, file: bytes | None = None, **command: Any) -> None:
    text, _, _ = service.handle(session, json.dumps(command), None, file)
    if "error" not in json.loads(text):
        raise RuntimeError(f"{command} was not refused: {text}")


def _fail() -> None:
    """A reader's code fails, and sees where."""
    try:
        exec(compile("import numpy as np\nnp.zeros(3) @ np.zeros(4)", "<code>", "exec"), {})
    except ValueError:
        traceback.format_exc()

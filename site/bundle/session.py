"""A session of the course, from start to end, and which modules it took: what the bundle must hold at once.

Run by `target.mjs` in a fresh interpreter. Everything that a page may ask of the worker is asked here, so the
list of modules is a finding; no hand keeps it.
"""

import importlib
import json
import pkgutil
import sys
import traceback
from typing import Any

import cnn_core
import cnn_core.lab
from cnn_core.lab import SETTINGS, Service
from cnn_core.lab.networks import NETWORKS

LIBRARIES = "/lib/python"


def modules_used() -> list[str]:
    """Files of the modules that a session imports, below /lib."""
    for module in pkgutil.walk_packages(cnn_core.__path__, "cnn_core."):
        importlib.import_module(module.name)
    _hold_session()
    _fail()
    importlib.import_module("pyodide.code")
    specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
    files = (spec.origin for spec in specs if spec is not None and spec.has_location)  # others are built in
    return sorted({file for file in files if file and file.startswith(LIBRARIES)})


def _hold_session() -> None:
    service = Service()
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
    _, _, file = service.handle(0, json.dumps({"type": "export"}))
    _ask(service, 0, file, type="import")
    _refuse(service, 0, b"not an archive", type="import")
    _refuse(service, 0, type="create", settings={**settings, "filters": 0})
    _refuse(service, 0, type="no such command")
    _run_code(service)
    for backend in ("reference", cnn_core.backend()):
        _ask(service, 0, type="backend", name=backend)


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

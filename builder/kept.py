"""What takes long to compute, kept from build to build until the library or the builder changes."""

import io
import platform
import shutil
from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import cnn_core
from builder.files import write_atomically

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "computed"
SOURCES = ("cnn_core", "builder")
CODE = (".py", ".c", ".h")

Computing = Callable[..., NDArray[Any]]


def kept(function: Computing) -> Computing:
    """Keep the array that a function makes of its arguments, whose `repr` has to tell them apart."""

    @wraps(function)
    def looked_up(*arguments: object) -> NDArray[Any]:
        called = f"{function.__module__}.{function.__qualname__}{arguments!r}"
        path = FOLDER / _state() / f"{sha256(called.encode()).hexdigest()}.npy"
        try:
            return np.asarray(np.load(path, allow_pickle=False))
        except (OSError, ValueError, EOFError):  # not there, or damaged
            result = function(*arguments)
        file = io.BytesIO()
        np.save(file, result)
        for old in FOLDER.glob("*"):
            if old != path.parent:
                shutil.rmtree(old, ignore_errors=True)
        write_atomically(path, file.getvalue())
        return result

    return looked_up


@cache
def _state() -> str:
    """A name for all that a result can depend on beside its arguments."""
    digest = sha256(
        repr((platform.python_version(), platform.machine(), np.__version__, cnn_core.backend())).encode()
    )
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in CODE:
                digest.update(path.read_bytes())
    return digest.hexdigest()

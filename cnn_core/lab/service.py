"""The one object that the worker talks to: sessions by number, commands by name.

Python and JavaScript exchange a text and a block of floats. The text is JSON in which an array stands as
`{"$floats": start, "shape": [...]}`, a stretch of the block: one crossing a message, however many arrays.
"""

import json
import sys
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.backends import backend, use_backend
from cnn_core.errors import DivergedError, WeightsError
from cnn_core.explain import ExplainError, explain
from cnn_core.lab import evaluation, excitement, looks, occlusion
from cnn_core.lab.session import Session
from cnn_core.lab.settings import SettingsError

Floats = NDArray[np.float32]
Answer = tuple[str, Floats, bytes | None]
Tell = Callable[[str, Floats], object]

LIVE = ("run", "source", "check", "test")  # about code of the reader's own


class Service:
    """Holds the sessions of one page and carries out the commands of `site/js/protocol.d.ts`."""

    def __init__(self) -> None:
        self._sessions: dict[int, Session] = {}
        self._live: Any = None

    def handle(
        self, session: int, command: str, floats: Any = None, file: Any = None, tell: Tell | None = None
    ) -> Answer:
        """Carry out one command; never raises.

        Args:
            session: the session's number.
            command: JSON of the command, with `type` and its arguments.
            floats: the block of float32 that arrays in `command` refer to, as any buffer.
            file: the bytes of a file, for the command `import`.
            tell: called with (text, floats) for what a reader's code says while it runs.

        Returns:
            (text, floats, file): JSON of `{"value": ...}` or `{"error": {"kind", "message", ...}}`,
            the floats it refers to, and the bytes of a file for the command `export`.
        """
        try:
            arguments = decode(command, floats)
            value = self._carry_out(session, arguments.pop("type"), arguments, file, tell)
            if isinstance(value, bytes):
                return json.dumps({"value": None}), np.zeros(0, np.float32), value
            return (*encode({"value": value}), None)
        except Exception as error:
            return json.dumps({"error": _failure(error)}), np.zeros(0, np.float32), None

    def _carry_out(
        self, number: int, name: str, arguments: dict[str, Any], file: Any, tell: Tell | None
    ) -> Any:
        if name == "create":
            self._sessions[number] = Session(**arguments)
            return self._sessions[number].describe()
        if name in LIVE:
            return self._run_live(number, name, arguments, tell)
        if name == "backend":
            use_backend(arguments["name"])
            return backend()
        if name == "explain":
            return explain(arguments["name"], arguments["arguments"])
        if name == "close":
            self._sessions.pop(number, None)
            return None
        session = self._sessions[number]
        match name:
            case "train":
                return session.train(**arguments)
            case "inspect":
                return session.inspect(**arguments)
            case "activations":
                return looks.activations(session, **arguments)
            case "gradients":
                return looks.gradients(session, **arguments)
            case "evaluate":
                return evaluation.evaluate(session, **arguments)
            case "excite":
                return excitement.excite(session, **arguments)
            case "occlude":
                return occlusion.occlude(session, **arguments)
            case "sketches":
                return evaluation.sketches(session, **arguments)
            case "collect":
                return session.collect(**arguments)
            case "restore":
                session.restore(**arguments)
                return session.describe()
            case "export":
                return session.save()
            case "import":
                session.load(bytes(file))
                return session.describe()
        raise ValueError(f"unknown command {name!r}")

    def _run_live(self, number: int, name: str, arguments: dict[str, Any], tell: Tell | None) -> Any:
        # Imported when a reader first runs code: most never do, and a page starts the sooner.
        from cnn_core.live.commands import Live

        self._live = self._live or Live()
        session = self._sessions.get(number)
        places = session.places(arguments["name"]) if session and name == "check" else []
        return self._live.handle(
            name, arguments, lambda value: tell(*encode(value)) if tell else None, places
        )


def encode(value: Any) -> tuple[str, Floats]:
    """JSON of `value` with its arrays taken out, and the arrays one after the other as float32."""
    arrays: list[Floats] = []
    start = 0

    def take_out(array: Any) -> dict[str, Any]:
        nonlocal start
        if not isinstance(array, np.ndarray):
            raise TypeError(f"cannot send a {type(array).__name__} to the page")
        arrays.append(np.ravel(array).astype(np.float32, copy=False))
        reference = {"$floats": start, "shape": list(array.shape)}
        start += array.size
        return reference

    text = json.dumps(value, default=take_out, allow_nan=False)
    return text, np.concatenate(arrays) if arrays else np.zeros(0, np.float32)


def decode(text: str, floats: Any = None) -> dict[str, Any]:
    """The inverse of `encode`, for an object: arrays are copied out of `floats`, any float32 buffer."""
    block = np.zeros(0, np.float32) if floats is None else np.frombuffer(floats, np.float32)

    def put_back(found: dict[str, Any]) -> Any:
        if "$floats" not in found:
            return found
        size = int(np.prod(found["shape"]))
        return block[found["$floats"] :][:size].reshape(found["shape"]).copy()

    decoded: dict[str, Any] = json.loads(text, object_hook=put_back)
    return decoded


def _failure(error: Exception) -> dict[str, Any]:
    match error:
        case SettingsError():
            return {"kind": "settings", "message": str(error), "field": error.field}
        case ExplainError():
            return {"kind": "arguments", "message": str(error), "field": error.field}
        case DivergedError():
            return {"kind": "diverged", "message": str(error)}
        case WeightsError():
            return {"kind": "file", "message": str(error)}
    if readers := _readers_fault(error):
        return readers
    return {
        "kind": "internal",
        "message": f"{type(error).__name__}: {error}",
        "traceback": traceback.format_exc(),
    }


def _readers_fault(error: Exception) -> dict[str, Any] | None:
    """What to say of an error in a reader's code; None if none of theirs had a part in it."""
    if "cnn_core.live.failures" not in sys.modules:
        return None
    from cnn_core.live.failures import describe, in_words, is_readers
    from cnn_core.live.programs import ProgramError

    if is_readers(error):
        told = describe(error)
        return {"kind": "code", "message": in_words(told), "line": told["line"]}
    return {"kind": "code", "message": str(error)} if isinstance(error, ProgramError) else None

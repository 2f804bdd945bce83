"""What went wrong in a reader's code: the lines of theirs that led there, and what may help."""

import linecache
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

SHOWN_FRAMES = 8

_HINTS: dict[type[BaseException], str] = {
    SystemExit: "It ends a program; here it ended this code and nothing else.",
    MemoryError: "This page allows Python one gigabyte. Restart gives back what was taken.",
    RecursionError: "A function kept calling itself. What makes it stop?",
    ModuleNotFoundError: "Here are Python’s own modules, NumPy and cnn_core; display(...) draws arrays.",
    NameError: "Names of other cells are known once those cells have run.",
}

_own: set[str] = set()


def remember(name: str, source: str) -> str:
    """Keep `source`, so that its lines can be told of; return the file name to compile it under."""
    filename = f"<{name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    _own.add(filename)
    return filename


def describe(error: BaseException, filename: str | None = None) -> dict[str, Any]:
    """Tell of an error in code that was compiled under a name of `remember`.

    Args:
        error: what was raised.
        filename: of the code whose line is to be marked; any of the reader's, if not given.

    Returns:
        `type`, `message`, `hint` (or None), `line`, the last in `filename` that led there (or None), and
        `column` of a syntax error; `frames`, the reader's own, first to last, each with `where`, `line`,
        `name` (of the function; empty outside) and `text`; `left_out`, how many of them are not among these;
        `inside`, where in other code it was raised, or None.
    """
    frames = [
        {"where": file[1:-1], "line": line, "name": name, "text": linecache.getline(file, line).strip()}
        for file, line, name in _steps(error.__traceback__)
        if file in _own
    ]
    told: dict[str, Any] = {
        "type": type(error).__name__,
        "message": _message(error),
        "hint": next((hint for kind, hint in _HINTS.items() if isinstance(error, kind)), None),
        "line": _last_line(error.__traceback__, filename),
        "column": None,
        "inside": _inside(error.__traceback__),
    }
    if isinstance(error, SyntaxError) and error.filename in _own and error.lineno:
        frames.append(
            {
                "where": (error.filename or "")[1:-1],
                "line": error.lineno,
                "name": "",
                "text": (error.text or "").strip(),
            }
        )
        told |= {"line": error.lineno, "column": error.offset, "inside": None}
    half = SHOWN_FRAMES // 2
    shown = frames if len(frames) <= SHOWN_FRAMES else frames[:half] + frames[-half:]
    return {**told, "frames": shown, "left_out": len(frames) - len(shown)}


def is_readers(error: BaseException) -> bool:
    """Return whether code of the reader's had a part in `error`."""
    if isinstance(error, SyntaxError) and error.filename in _own:
        return True
    return any(file in _own for file, _, _ in _steps(error.__traceback__))


def in_words(told: dict[str, Any]) -> str:
    """Return a description in one sentence or two."""
    place = f", line {told['line']}" if told["line"] else ""
    where = told["frames"][-1]["where"] if told["frames"] else "your code"
    return f"In {where}{place}: {told['type']}: {told['message']}"


def _steps(trace: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield code.co_filename, trace.tb_lineno, "" if code.co_name == "<module>" else code.co_name
        trace = trace.tb_next


def _last_line(trace: TracebackType | None, filename: str | None) -> int | None:
    lines = [line for file, line, _ in _steps(trace) if (file == filename if filename else file in _own)]
    return lines[-1] if lines else None


def _inside(trace: TracebackType | None) -> str | None:
    """Return where in other code an error was raised that the reader's code called."""
    steps = list(_steps(trace))
    if not steps or steps[-1][0] in _own or not any(file in _own for file, _, _ in steps):
        return None
    file, line, name = steps[-1]
    for library in ("cnn_core", "numpy"):
        if f"/{library}/" in file:
            file = f"{library}/{file.split(f'/{library}/')[-1]}"
    return f"{file}, line {line}, in {name}" if name else f"{file}, line {line}"


def _message(error: BaseException) -> str:
    """Return what an error says, with Python's own guesses at what was meant."""
    try:
        trace = error.__traceback__  # without it, Python does not guess
        said = traceback.TracebackException(type(error), error, trace, limit=1).format_exception_only()
        *_, last = (line for line in said if line.strip() and not line.startswith(" "))
        return last.strip().removeprefix(type(error).__name__).lstrip(": ")
    except Exception:  # an error that can't even say what it is
        return ""

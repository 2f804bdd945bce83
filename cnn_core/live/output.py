"""What a reader's code says and shows, on its way to the page: in portions, and not without end."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from typing import Any

TELL_SECONDS = 0.05
MOST_TEXT = 100_000  # characters; a page with more would stand still
MOST_SHOWN = 60  # pictures and plots

Tell = Callable[[dict[str, Any]], None]


class Output:
    """Collects what is written and shown while some code runs, and tells of it in order.

    Args:
        tell: called with `{"kind": "text", "stream": "out" or "error", "text"}` or with what `display` made.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._waiting: list[tuple[str, str]] = []
        self._told_at = time.perf_counter()
        self._text = self._shown = 0

    def write(self, stream: str, text: str) -> None:
        if self._text >= MOST_TEXT:
            return
        text = text[: MOST_TEXT - self._text]
        self._text += len(text)
        if self._text >= MOST_TEXT:
            text += f"\n… no more than {MOST_TEXT:,} characters are shown.\n"
        self._waiting.append((stream, text))
        seconds = time.perf_counter() - self._told_at
        if seconds >= TELL_SECONDS and (text.endswith("\n") or seconds >= 4 * TELL_SECONDS):
            self.flush()

    def show(self, what: dict[str, Any]) -> None:
        self._shown += 1
        if self._shown > MOST_SHOWN:
            if self._shown == MOST_SHOWN + 1:
                self.write("error", f"… no more than {MOST_SHOWN} pictures and plots are shown.\n")
            return
        self.flush()
        self._tell(what)

    def flush(self) -> None:
        """Tell of what waits, neighbors of one stream in one."""
        waiting, self._waiting = self._waiting, []
        self._told_at = time.perf_counter()
        while waiting:
            stream = waiting[0][0]
            end = next((i for i, (other, _) in enumerate(waiting) if other != stream), len(waiting))
            self._tell({"kind": "text", "stream": stream, "text": "".join(text for _, text in waiting[:end])})
            waiting = waiting[end:]

    @contextmanager
    def capture(self) -> Iterator[None]:
        """Take what is printed, and what `display` is given, until the end."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "out"), _Stream(self, "error")
        current.append(self)
        try:
            yield
        finally:
            current.remove(self)
            sys.stdout, sys.stderr = before
            self.flush()


class _Stream(TextIOBase):
    def __init__(self, output: Output, name: str) -> None:
        self._output, self._name = output, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"expected a text to write, got {type(text).__name__}")
        self._output.write(self._name, text)
        return len(text)


current: list[Output] = []
"""Those that take what is shown now, the innermost last."""

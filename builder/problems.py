"""What is wrong with the sources: every problem of a build is collected, then all are told at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one place. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class BuildError(Exception):
    """The build can't go on. `problems` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Problems:
    """A list that a build's stages write to, so that one faulty line doesn't hide the next."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, file: str, line: int, message: str) -> None:
        self._found.append(Problem(file, line, message))

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Take down the problems of a BuildError raised inside, and go on after the block."""
        try:
            yield
        except BuildError as error:
            self._found.extend(error.problems)

    def raise_any(self) -> None:
        if self._found:
            raise BuildError(self._found)


def one_of(names: Iterable[str]) -> str:
    """'expected a', or 'expected one of a, b, c'."""
    listed = list(names)
    return f"expected {listed[0]}" if len(listed) == 1 else f"expected one of {', '.join(listed)}"


def suggestion(name: str, names: Iterable[str]) -> str:
    """' (did you mean x?)' when one of the names is close, else nothing."""
    close = get_close_matches(name, list(names), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""

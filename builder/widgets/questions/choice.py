"""A question with answers to choose from."""

from collections.abc import Iterable
from typing import Literal

from pydantic import model_validator

from builder.located import Strict
from builder.widgets.base import Markdown
from builder.widgets.questions.base import Asked


class Option(Strict):
    """One of the answers."""

    text: Markdown
    reason: Markdown
    correct: bool = False


class Choice(Asked):
    """One of the `options` is right."""

    kind: Literal["choice"]
    options: tuple[Option, ...]

    @model_validator(mode="after")
    def _check(self) -> "Choice":
        if len(self.options) < 2:
            raise ValueError("expected at least two options")
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(f"expected exactly one option with 'correct: true', got {right}")
        check_different(option.text for option in self.options)
        return self


def check_different(texts: Iterable[str]) -> None:
    """Refuse options that a reader could not tell apart."""
    seen = list(texts)
    if len(set(seen)) < len(seen):
        raise ValueError("two options have the same text")

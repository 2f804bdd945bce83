"""Practice: a question with a reason for every answer."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from builder.located import Strict
from builder.widgets.base import Markdown, Widget


class Option(Strict):
    """One of the answers to choose from."""

    text: Markdown
    reason: Markdown
    correct: bool = False


class WrongNumber(Strict):
    """A mistake worth its own explanation."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    reason: Markdown


class Question(Widget):
    """Of kind `choice` with `options`, or of kind `number` with `answer`, `reason` and `otherwise`."""

    kind: Literal["choice", "number"]
    prompt: Markdown
    hint: Markdown | None = None

    options: tuple[Option, ...] = ()

    answer: float | None = None
    tolerance: Annotated[float, Field(ge=0)] = 0
    reason: Markdown | None = None
    wrong: tuple[WrongNumber, ...] = ()
    otherwise: Markdown | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Question":
        choice, number = {"options"}, {"answer", "tolerance", "reason", "wrong", "otherwise"}
        needed, foreign = (
            (choice, number) if self.kind == "choice" else (number - {"tolerance", "wrong"}, choice)
        )
        if extra := sorted(foreign & self.model_fields_set):
            raise ValueError(f"a question of kind '{self.kind}' has no {', '.join(extra)}")
        if missing := sorted(needed - self.model_fields_set):
            raise ValueError(f"a question of kind '{self.kind}' lacks {', '.join(missing)}")
        if self.kind == "choice":
            self._check_options()
        else:
            self._check_wrong()
        return self

    def _check_options(self) -> None:
        if len(self.options) < 2:
            raise ValueError("expected at least two options")
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(f"expected exactly one option with 'correct: true', got {right}")
        texts = [option.text for option in self.options]
        if len(set(texts)) < len(texts):
            raise ValueError("two options have the same text")

    def _check_wrong(self) -> None:
        assert self.answer is not None
        for wrong in self.wrong:
            if abs(wrong.value - self.answer) <= self.tolerance:
                raise ValueError(f"{wrong.value:g} is among the wrong answers and would count as right")

"""A question that the page answers by computing: the reader predicts first, then has it run."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from builder.kept import kept
from builder.located import Strict
from builder.trained import train
from builder.widgets.base import Markdown, Site
from builder.widgets.questions.base import Asked
from builder.widgets.questions.choice import check_different
from cnn_core.explain import ExplainError, explain
from cnn_core.explain.writing import write_number
from cnn_core.lab.session import Session
from cnn_core.lab.settings import SettingsError


class Explanation(Strict):
    """A call of `cnn_core.explain`, and the way to a number in what it returns, as `stages.2.size`."""

    name: str
    arguments: Annotated[dict[str, Any], Field(default_factory=dict)]
    value: Annotated[str, Field(pattern=r"^[\w.]+$")]

    def compute(self) -> float:
        """
        Raises:
            ValueError: it can't be computed, or there is no number.
        """
        try:
            found: Any = explain(self.name, self.arguments)
        except (ExplainError, LookupError, TypeError) as error:
            raise ValueError(str(error)) from error
        for key in self.value.split("."):
            found = _inside(found, key, self.value)
        if isinstance(found, bool) or not isinstance(found, int | float | np.number):
            raise ValueError(f"{self.value!r} of the explanation is no number")
        return float(found)


class Training(Strict):
    """A short training of one of the lab's networks, and what is read off at its end."""

    steps: Annotated[int, Field(ge=1, le=2000)]
    settings: Annotated[dict[str, Any], Field(default_factory=dict)]
    measure: Literal["test_accuracy", "train_accuracy", "loss"] = "test_accuracy"

    def compute(self) -> float:
        """
        Raises:
            ValueError: a setting is refused.
        """
        return float(_came_to(self.steps, self.settings, self.measure))


@kept
def _came_to(steps: int, settings: dict[str, Any], measure: str) -> NDArray[np.float64]:
    try:
        session = Session(settings)
    except SettingsError as error:
        raise ValueError(str(error)) from error
    return np.array(train(session, until=steps)[measure])


class Prediction(Strict):
    """It holds for a result of `value`, or for those from `at_least` up to, and not with, `below`."""

    text: Markdown
    reason: Markdown
    value: float | None = None
    at_least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _check(self) -> "Prediction":
        if (self.value is None) == (self.at_least is None and self.below is None):
            raise ValueError("expected 'value', or 'at_least' and 'below', or one of the two")
        return self

    def holds(self, result: float) -> bool:
        if self.value is not None:
            return math.isclose(result, self.value, rel_tol=1e-9, abs_tol=1e-9)
        low, high = self.range
        return low <= result < high

    @property
    def range(self) -> tuple[float, float]:
        low = -math.inf if self.at_least is None else self.at_least
        return low, math.inf if self.below is None else self.below


class Predict(Asked):
    """Which of the `options` holds is not said, but computed: by `explain`, or by a training, `train`."""

    kind: Literal["predict"]
    options: tuple[Prediction, ...]
    explain: Explanation | None = None
    train: Training | None = None
    result: Annotated[str, Field(pattern=r"\{value\}")]
    shown: Literal["number", "percent"] = "number"

    @model_validator(mode="after")
    def _check(self) -> "Predict":
        if (self.explain is None) == (self.train is None):
            raise ValueError("expected either 'explain' or 'train'")
        if len(self.options) < 2:
            raise ValueError("expected at least two options")
        check_different(option.text for option in self.options)
        if self.train:
            _check_cover(self.options)
        return self

    def context(self, site: Site) -> dict[str, Any]:
        """
        Raises:
            ValueError: it can't be computed, or not exactly one of the predictions holds.
        """
        run = self.explain or self.train
        assert run
        value = run.compute()
        holding = [option for option in self.options if option.holds(value)]
        if len(holding) != 1:
            raise ValueError(f"it comes to {value:g}, and {len(holding)} of the predictions hold")
        return {
            "run": run.model_dump(),
            "came_to": self.result.replace("{value}", write(value, self.shown)),
            "holding": self.options.index(holding[0]),
        }


def write(value: float, shown: str) -> str:
    """A result as it is shown; site/js/questions/predict.js writes it alike."""
    return f"{100 * value:.1f} %" if shown == "percent" else write_number(value)


def _inside(found: Any, key: str, path: str) -> Any:
    try:
        return found[int(key)] if isinstance(found, list | tuple | np.ndarray) else found[key]
    except (LookupError, TypeError, ValueError) as error:
        there = f": there are {', '.join(found)}" if isinstance(found, Mapping) else ""
        raise ValueError(f"no {key!r} on the way to {path!r}{there}") from error


def _check_cover(options: tuple[Prediction, ...]) -> None:
    """What a training comes to isn't known: there must be a prediction for each result, and one only."""
    if any(option.value is not None for option in options):
        raise ValueError("what a training comes to is never exact: expected 'at_least' and 'below'")
    ranges = sorted(option.range for option in options)
    ends = [-math.inf, *(high for _, high in ranges)]
    if [low for low, _ in ranges] != ends[:-1] or ends[-1] != math.inf:
        raise ValueError("the predictions must cover every result, and each once")

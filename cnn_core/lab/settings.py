"""The settings of a run: what a reader may choose, within which limits, and how a choice is checked."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from cnn_core.errors import CnnCoreError
from cnn_core.lab.controls import SEES, Sees
from cnn_core.lab.networks import NETWORKS

Choice = TypeVar("Choice", bound=str)


class SettingsError(CnnCoreError, ValueError):
    """A setting was refused; `field` is its name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Setting:
    """One thing a reader may choose, as a form shows it."""

    name: str
    label: str
    kind: Literal["integer", "number"]
    default: float
    minimum: float
    maximum: float
    step: float
    help: str

    def read(self, value: object) -> float:
        """Return `value` if it is allowed here; raise `SettingsError` saying what is."""
        expected = f"{self.label} must be {'a whole number' if self.kind == 'integer' else 'a number'}"
        limits = f"from {self.minimum:g} to {self.maximum:.10g}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SettingsError(self.name, f"{expected} {limits}, not {value!r}.")
        if isinstance(value, float) and (
            not math.isfinite(value) or (self.kind == "integer" and not value.is_integer())
        ):
            raise SettingsError(self.name, f"{expected} {limits}, not {value}.")
        if not self.minimum <= value <= self.maximum:
            shown = f"{value:.10g}" if abs(value) < 1e300 else "that"  # whole numbers may be of any length
            raise SettingsError(self.name, f"{expected} {limits}; {shown} is outside.")
        return value


SETTINGS = (
    Setting(
        name="learning_rate",
        label="Learning rate",
        kind="number",
        default=0.01,
        minimum=0.00001,
        maximum=10,
        step=0.001,
        help="How far each step moves the weights. Try 0.1, then 1, to see it go wrong.",
    ),
    Setting(
        name="batch_size",
        label="Batch size",
        kind="integer",
        default=32,
        minimum=1,
        maximum=512,
        step=1,
        help="Sketches looked at before each step.",
    ),
    Setting(
        name="filters",
        label="Filters",
        kind="integer",
        default=4,
        minimum=1,
        maximum=16,
        step=1,
        help="3 × 3 filters in the convolution, each with a feature map of its own.",
    ),
    Setting(
        name="shift",
        label="Shift",
        kind="integer",
        default=0,
        minimum=0,
        maximum=2,
        step=1,
        help="Each sketch is moved by up to this many pixels, so that digits are not always centered.",
    ),
    Setting(
        name="sketches",
        label="Training sketches",
        kind="integer",
        default=3000,
        minimum=20,
        maximum=3000,
        step=1,
        help="Different sketches to learn from. With 20, it can learn each of them by heart.",
    ),
    Setting(
        name="seed",
        label="Seed",
        kind="integer",
        default=1,
        minimum=0,
        maximum=2**32 - 1,
        step=1,
        help="Draws the first weights and the order of the examples. The same seed repeats a run exactly.",
    ),
)

_SUBSET = Setting("subset", "Subset", "integer", default=0, minimum=0, maximum=2**32 - 1, step=1, help="")
OPTIMIZERS = ("adam", "sgd")
AUGMENTATIONS = ("none", "move")


def settings_of(network: str) -> tuple[Setting, ...]:
    """The settings as a form shows them for this network: its own numbers of filters and of sketches."""
    if network == "cnn":
        return SETTINGS
    kind = NETWORKS[network]
    first = "3 × 3 filters in the first convolution; where there is a second stage, it has twice as many."
    own: dict[str, dict[str, Any]] = {
        "learning_rate": {"default": kind.learning_rate},
        "filters": {"default": kind.filters, "help": first},
        "sketches": {"default": kind.num_train, "maximum": kind.num_train},
    }
    if kind.channels == 3:
        own["batch_size"] = {"help": "Pictures looked at before each step."}
        own["shift"] = {"help": "Everything lies up to this many pixels farther from the middle."}
        own["sketches"] |= {"label": "Training pictures", "help": "Different pictures to learn from."}
    return tuple(replace(setting, **own.get(setting.name, {})) for setting in SETTINGS)


@dataclass(frozen=True)
class Settings:
    """All that defines a run: the same settings give the same curve.

    `subset` says which of the sketches a run with few of them learns from; a page may vary it with the seed.
    """

    learning_rate: float
    batch_size: int
    filters: int
    shift: int
    sketches: int
    seed: int
    classes: tuple[int, ...] = (0, 1, 2, 3)
    network: str = "cnn"
    optimizer: str = "adam"
    augmentation: str = "none"
    subset: int = 0
    sees: Sees = "everything"


def read_settings(values: Mapping[str, object]) -> Settings:
    """Check `values` and return them as `Settings`; what is left out takes its network's default.

    Raises:
        SettingsError: for an unknown name or a value outside its limits.
    """
    others = ("classes", "network", "optimizer", "augmentation", "subset", "sees")
    known = [*(setting.name for setting in SETTINGS), *others]
    for name in values:
        if name not in known:
            raise SettingsError(name, f"There is no setting {name!r}; there are {', '.join(known)}.")
    network = _read_choice("network", values.get("network", "cnn"), NETWORKS)
    defaults = {setting.name: setting.default for setting in settings_of(network)}
    read = {
        setting.name: setting.read(values.get(setting.name, defaults[setting.name])) for setting in SETTINGS
    }
    return Settings(
        learning_rate=float(read["learning_rate"]),
        batch_size=int(read["batch_size"]),
        filters=int(read["filters"]),
        shift=int(read["shift"]),
        sketches=int(read["sketches"]),
        seed=int(read["seed"]),
        classes=_read_classes(values.get("classes", (0, 1, 2, 3))),
        network=network,
        optimizer=_read_choice("optimizer", values.get("optimizer", "adam"), OPTIMIZERS),
        augmentation=_read_choice("augmentation", values.get("augmentation", "none"), AUGMENTATIONS),
        subset=int(_SUBSET.read(values.get("subset", 0))),
        sees=_read_choice("sees", values.get("sees", "everything"), SEES),
    )


def _read_classes(value: object) -> tuple[int, ...]:
    digits = tuple(value) if isinstance(value, list | tuple) else ()
    whole = all(
        isinstance(digit, int) and not isinstance(digit, bool) and 0 <= digit <= 9 for digit in digits
    )
    if len(digits) < 2 or not whole or len(set(digits)) < len(digits):
        raise SettingsError(
            "classes", f"classes must be at least two different digits from 0 to 9, not {value!r}."
        )
    return digits


def _read_choice(name: str, value: object, choices: Iterable[Choice]) -> Choice:
    for choice in choices:
        if value == choice:
            return choice
    raise SettingsError(name, f"{name} must be one of {', '.join(choices)}, not {value!r}.")

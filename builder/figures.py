"""What an `{{ expression }}` in a lesson may call: all numbers in the prose come from here."""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np

from builder.expressions import Namespace, true_minus
from builder.problems import one_of
from cnn_core import Sequential, shapes
from cnn_core.arrays import Padding
from cnn_core.lab import SETTINGS
from cnn_core.lab.networks import NUM_TEST, NUM_TRAIN, network, perceptron

REPORT = Path(__file__).parent.parent / "tests" / "bench" / "results" / "report.json"


def params(name: str, layer: str = "", padding: Padding = "valid") -> int:
    """How many parameters a network has, or its layer of this name: `params("lesson4", "conv2d")` is 40."""
    model = _network(name, padding)
    if not layer:
        return model.num_params
    layers = dict(model.named_layers())
    if layer not in layers:
        raise ValueError(f"no layer {layer!r} in {name}: {one_of(layers)}")
    return layers[layer].num_params


def shape(name: str, layer: str) -> tuple[int, ...]:
    """What comes out of a network's layer for one sketch; of "input", what goes in."""
    model = _network(name)
    layers = dict(model.named_layers())
    if layer == "input":
        return model.input_shape
    if layer not in layers:
        raise ValueError(f"no layer {layer!r} in {name}: {one_of(('input', *layers))}")
    return layers[layer].output_shape or ()


def output_size(size: int, kernel_size: int, strides: int = 1, padding: Padding = "valid") -> int:
    """How many positions a kernel has along one side."""
    return shapes.output_size(size, kernel_size, strides, padding)


def num_train() -> int:
    """How many sketches the lab trains on."""
    return NUM_TRAIN


def num_test() -> int:
    """How many sketches the lab holds out."""
    return NUM_TEST


def default(setting: str) -> float:
    """What the lab begins with: `default("batch_size")` is 32."""
    defaults = {known.name: known.default for known in SETTINGS}
    if setting not in defaults:
        raise ValueError(f"no setting {setting!r}: {one_of(defaults)}")
    return defaults[setting]


def report(path: str) -> float:
    """A figure that `make report` measured, by its path: `report("lesson.handwriting.mean")`."""
    found = json.loads(REPORT.read_text(encoding="utf-8"))
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            raise ValueError(f"no figure {path!r} in {REPORT.name}: `make report` measures them")
        found = found[key]
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"{path!r} in {REPORT.name} is no number")
    return found


def log(value: float) -> float:
    """The natural logarithm."""
    return math.log(value)


def product(*factors: int) -> int:
    """`product(3, 3, 4)` is 36."""
    return int(np.prod(factors, dtype=np.int64))


def percent(fraction: float, digits: int = 0) -> str:
    """`percent(0.953)` is 95 %."""
    return f"{true_minus(f'{100 * fraction:.{digits}f}')}\N{NO-BREAK SPACE}%"


def fixed(value: float, digits: int) -> str:
    """`fixed(2 / 3, 2)` is 0.67."""
    return true_minus(f"{value:,.{digits}f}")


@cache
def _network(name: str, padding: Padding = "valid") -> Sequential:
    rng = np.random.default_rng(0)
    match name:
        case "lesson4":
            return network(4, 4, rng, padding)
        case "mlp":
            return perceptron(4, rng)
    raise ValueError(f"no network {name!r}: {one_of(('lesson4', 'mlp'))}")


NAMESPACE: Namespace = {
    function.__name__: function
    for function in (
        default,
        fixed,
        log,
        num_test,
        num_train,
        output_size,
        params,
        percent,
        product,
        report,
        shape,
    )
}

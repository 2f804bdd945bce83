"""What an `{{ expression }}` in a lesson may call: all numbers in the prose come from here."""

import math
from functools import cache

import numpy as np

from builder.expressions import Namespace, true_minus
from builder.measured import REPORT, measured
from builder.problems import one_of
from builder.trained_figures import TRAINED
from builder.widgets import convolution, pooling, race
from builder.worked_examples import WORKED
from cnn_core import Conv2D, Dense, MaxPool2D, ReLU, Sequential, metrics, shapes, sketches
from cnn_core.arrays import Padding
from cnn_core.explain import equivariance
from cnn_core.explain.writing import write_number
from cnn_core.lab import SETTINGS
from cnn_core.lab.networks import NETWORKS, NUM_TEST, NUM_TRAIN, network, perceptron


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


def output_size(size: int, kernel_size: int, strides: int = 1, padding: Padding | int = "valid") -> int:
    """How many positions a kernel has along one side."""
    return shapes.output_size(size, kernel_size, strides, padding)


def places(size: int, kernel_size: int) -> int:
    """How many positions a kernel has in a square image: `places(28, 3)` is 676."""
    return output_size(size, kernel_size) ** 2


def dense_weights(*input_shape: int, units: int = 1) -> int:
    """Weights of a dense layer, without biases: `dense_weights(200, 200, 3)` is 120,000 for one neuron."""
    return shapes.count(Dense(units).param_shapes((shapes.count(input_shape),))["kernel"])


def filter_weights(kernel_size: int, channels: int = 1, filters: int = 1) -> int:
    """Weights of a convolution, without biases: `filter_weights(3)` is 9."""
    input_shape = (kernel_size, kernel_size, channels)
    return shapes.count(Conv2D(filters, kernel_size).param_shapes(input_shape)["kernel"])


def receptive_field(windows: str) -> int:
    """How many pixels across one value sees: `receptive_field("3 3 3 2/2")` is 8; 2/2 has strides of 2."""
    return shapes.receptive_field(_windows(windows))


def jump(windows: str) -> int:
    """How many pixels lie between what neighbors see: `jump("3 3 3 2/2")` is 2."""
    return shapes.trace_receptive_field(_windows(windows))[-1].jump


def stack_weights(kernels: str) -> int:
    """Weights of a stack of convolutions, in C², with C channels in and out: `stack_weights("3 3")` is 18."""
    return sum(filter_weights(size) for size, _ in _windows(kernels))


def hand_convolution(example: str = "cross", row: int = 0, grid: str = "output") -> str:
    """What comes out of one of the stepper's examples, or a row: `hand_convolution("cross", 1)` is 6 1 4.

    As `grid`, "input" and "kernel" are what goes in.
    """
    return _rows(convolution.explained(example)[grid], row)


def hand_pooling(kind: str = "max", example: str = "map", row: int = 0, grid: str = "output") -> str:
    """What comes out of one of the pooling examples, or a row: `hand_pooling("max")` is 4 3 / 5 4.

    As `grid`, "input_gradient" is what goes back, and "input", of no kind, what goes in.
    """
    explained = pooling.explained(example)
    return _rows(explained["input"] if grid == "input" else explained[kind][grid], row)


def wins(condition: str, first: str, second: str) -> int:
    """In how many pairs of the small-data report, alike but for the network, the first was strictly ahead."""
    return sum(a > b for a, b in _small_data_pairs(condition, first, second))


def pairs() -> int:
    """How many such pairs there are, over all numbers of sketches and all seeds."""
    return len(_small_data_pairs("moved", "cnn", "mlp"))


def change_by_a_move(pooled: bool | int = False) -> float:
    """By what share maps of edges change when sketches move right by a pixel, before or after max pooling."""
    return _changes_by_a_move()[bool(pooled)]


def multiplications(name: str) -> int:
    """How often a weight meets a number, for one image: `multiplications("lesson4")` is 1,936."""
    return race.multiplications(_network(name))


def exp(value: float) -> float:
    """e to a power."""
    return math.exp(value)


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
    found = measured(path)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"{path!r} in {REPORT.name} is no number")
    return found


def standard_error(p: float, n: int) -> float:
    """How far an accuracy of p, measured on n images, lies from the true one, typically."""
    return math.sqrt(p * (1 - p) / n)


def interval(right: int, total: int, digits: int = 1) -> str:
    """Between which percentages the true accuracy lies: `interval(490, 500)` is 96.4 % to 98.9 %."""
    low, high = metrics.interval(right, total)
    return f"{percent(low, digits)} to {percent(high, digits)}"


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


def _windows(text: str) -> list[tuple[int, int]]:
    """`"3 2/2"` -> windows of 3 and of 2, the second with strides of 2."""
    windows = []
    for word in text.split():
        size, _, strides = word.partition("/")
        windows.append((int(size), int(strides or 1)))
    return windows


def _rows(grid: list[list[float]], row: int) -> str:
    rows = ["\N{EN SPACE}".join(map(write_number, numbers)) for numbers in grid]
    return rows[row - 1] if row else " / ".join(rows)


def _small_data_pairs(condition: str, first: str, second: str) -> list[tuple[float, float]]:
    ours, theirs = (measured(f"small_data.{condition}.{name}") for name in (first, second))
    return [
        pair for size in ours for pair in zip(ours[size]["by_seed"], theirs[size]["by_seed"], strict=True)
    ]


@cache
def _changes_by_a_move() -> tuple[float, float]:
    images, _ = sketches.digits(200, classes=tuple(range(10)), size=28, rng=np.random.default_rng(1))
    moved = np.pad(images, ((0, 0), (0, 0), (1, 0), (0, 0)))[:, :, :-1]
    kernels = [equivariance.KERNELS[name] for name in ("vertical edges", "horizontal edges")]
    kernel = np.stack(kernels, axis=-1)[:, :, None].astype(np.float32)  # (3, 3, 1, 2)
    changes = []
    for pool_size in (1, 2):
        stack = Sequential(
            [Conv2D(2, 3, padding="same"), ReLU(), MaxPool2D(pool_size)],
            input_shape=(28, 28, 1),
            rng=np.random.default_rng(0),
        )
        stack.layers[0].params["kernel"][...] = kernel
        before, after = stack.forward(images), stack.forward(moved)
        changes.append(float(np.abs(after - before).sum() / np.abs(before).sum()))
    return changes[0], changes[1]


@cache
def _network(name: str, padding: Padding = "valid") -> Sequential:
    rng = np.random.default_rng(0)
    match name:
        case "lesson4":
            return network(4, 4, rng, padding)
        case "mlp":
            return perceptron(4, rng)
        case "wide":
            return NETWORKS["mlp-wide"].build(0, 4, rng)
        case "lesson6" | "digits-28" | "color-32":
            kind = NETWORKS["digits-28" if name == "lesson6" else name]
            return kind.build(kind.filters, 10, rng)
        case "start-224":
            first, second = (Conv2D(filters, 3, padding="same") for filters in (64, 128))
            return Sequential([first, MaxPool2D(2), second], input_shape=(224, 224, 3), rng=rng)
    known = ("color-32", "digits-28", "lesson4", "lesson6", "mlp", "start-224", "wide")
    raise ValueError(f"no network {name!r}: {one_of(known)}")


NAMESPACE: Namespace = {
    function.__name__: function
    for function in (
        *TRAINED,
        *WORKED,
        change_by_a_move,
        default,
        dense_weights,
        exp,
        filter_weights,
        fixed,
        hand_convolution,
        hand_pooling,
        interval,
        jump,
        log,
        multiplications,
        num_test,
        num_train,
        output_size,
        pairs,
        params,
        percent,
        places,
        product,
        receptive_field,
        report,
        shape,
        stack_weights,
        standard_error,
        wins,
    )
}

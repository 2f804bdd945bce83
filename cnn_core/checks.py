"""Is a backward pass right? The answer by finite differences."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np

from cnn_core.arrays import Array, Labels
from cnn_core.errors import StateError
from cnn_core.layers import Layer
from cnn_core.layers.stack import all_layers
from cnn_core.losses import SoftmaxCrossEntropy
from cnn_core.model import Sequential
from cnn_core.validation import generator, whole_number

DIFFERENCES = (1e-5, 1e-6, 1e-7)  # the first, unless a kink lies that near
GOOD = 1e-6
NUDGE = 1e-2

Loss: TypeAlias = Callable[[Array], tuple[float, Array]]


def grad_check(
    model_or_layer: Sequential | Layer,
    x: Array,
    labels: Labels | None = None,
    *,
    training: bool = False,
    max_entries: int = 200,
    rng: np.random.Generator | None = None,
) -> float:
    """Return the largest relative error of the gradients that `backward` gives.

    Each is compared with (L(w + h) − L(w − h)) / 2h, in float64, where the loss L is the cross-entropy with
    `labels` or, without any, a random but fixed weighted sum of the outputs. The difference of the two is
    divided by the larger of them, or by a thousandth of the array's largest gradient, since rounding drowns
    what is smaller still.

    At a kink there is no derivative to compare with: a ReLU at exactly 0, two equal values in a pooling
    window. Empty backgrounds and biases of 0 make that common, so weights and input are first moved by about
    a hundredth.

    Args:
        model_or_layer: a network or a layer, which afterwards is as before, even after an error. A layer that
            isn't built yet is built for the check.
        x: input, (n, ...).
        labels: (n,), the right classes.
        training: whether to check the passes of training, where it makes a difference. What is drawn by
            chance is drawn the same each time.
        max_entries: how many numbers of each array to check, chosen by chance if there are more.
        rng: for everything random here; if not given, the same on every call.

    Returns:
        Below 1e-6 for a right backward pass; from 1e-2 up, as a rule, for a wrong one.

    Raises:
        HyperparameterError: when `max_entries` is not a positive whole number.
        StateError: when `backward` leaves out a gradient, or gives one of another shape.

    Example:
        >>> from cnn_core import Conv2D
        >>> x = np.random.default_rng(1).normal(size=(2, 5, 5, 3))
        >>> grad_check(Conv2D(2, 3, padding="same"), x) < 1e-6
        True
    """
    errors = gradient_errors(model_or_layer, x, labels, training=training, max_entries=max_entries, rng=rng)
    return max(errors.values())


def gradient_errors(
    model_or_layer: Sequential | Layer,
    x: Array,
    labels: Labels | None = None,
    *,
    training: bool = False,
    max_entries: int = 200,
    rng: np.random.Generator | None = None,
) -> dict[str, float]:
    """Return the largest relative error of each gradient, as `grad_check` finds them.

    Returns:
        Errors by "the input", "kernel of layer 0", "bias of layer 0" and so on.

    Example:
        >>> from cnn_core import Dense
        >>> list(gradient_errors(Dense(2), np.ones((3, 4))))
        ['the input', 'kernel of layer 0', 'bias of layer 0']
    """
    whole_number("max_entries", max_entries)
    rng = np.random.default_rng(0) if rng is None else generator(rng)
    layers = model_or_layer.layers if isinstance(model_or_layer, Sequential) else [model_or_layer]
    with _restored(layers):
        point = np.array(x, np.float64)
        if isinstance(model_or_layer, Layer) and model_or_layer.input_shape is None:
            model_or_layer.build(point.shape[1:], rng)
        checked: dict[str, Array] = {"the input": point}
        for index, layer in enumerate(layers):
            layer.needs_input_grad = True
            for name, param in layer.params.items():
                layer.params[name] = np.array(param, np.float64)
            checked |= {f"{name} of layer {index}": param for name, param in layer.params.items()}
        for array in checked.values():
            array += NUDGE * rng.uniform(-1, 1, array.shape)

        forward = _repeatable(model_or_layer, layers, training)
        y = forward(point)
        loss = _random_sum(y, rng) if labels is None else _cross_entropy(labels)
        gradients = {"the input": model_or_layer.backward(loss(y)[1])}
        for index, layer in enumerate(layers):
            gradients |= {f"{name} of layer {index}": gradient for name, gradient in layer.grads.items()}

        errors = {}
        for name, array in checked.items():
            gradient = _present(name, gradients.get(name), array)
            entries = _some(array, max_entries, rng)
            errors[name] = _error(array, gradient, entries, lambda: loss(forward(point))[0])
        return errors


def _repeatable(
    model_or_layer: Sequential | Layer, layers: Sequence[Layer], training: bool
) -> Callable[[Array], Array]:
    """Return its forward pass, in which layers that draw by chance draw the same each time."""
    rngs = [part.rng for layer in layers for part in all_layers(layer) if part.rng is not None]
    states = [rng.bit_generator.state for rng in rngs]

    def forward(x: Array) -> Array:
        for rng, state in zip(rngs, states, strict=True):
            rng.bit_generator.state = state
        return model_or_layer.forward(x, training)

    return forward


def _cross_entropy(labels: Labels) -> Loss:
    return lambda y: SoftmaxCrossEntropy()(y, labels)


def _random_sum(y: Array, rng: np.random.Generator) -> Loss:
    factors = rng.uniform(0.5, 1.5, y.shape) * rng.choice([-1, 1], y.shape)
    return lambda y: (float(np.sum(factors * y)), factors)


def _present(name: str, gradient: Array | None, array: Array) -> Array:
    if gradient is None:
        raise StateError(f"backward gave no gradient for {name}")
    if gradient.shape != array.shape:
        raise StateError(f"the gradient of {name} has shape {gradient.shape}; expected {array.shape}")
    return gradient


def _some(array: Array, max_entries: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return the indices of at most `max_entries` numbers of `array`."""
    entries = rng.permutation(array.size)[:max_entries]
    return [tuple(map(int, np.unravel_index(entry, array.shape))) for entry in entries]


def _error(
    array: Array, gradient: Array, entries: Sequence[tuple[int, ...]], loss: Callable[[], float]
) -> float:
    """Return the largest relative error of `gradient`, at `entries`, as the gradient of `loss`."""
    numeric = [finite_difference(array, entry, loss, DIFFERENCES[0]) for entry in entries]
    floor = max(1e-3 * max(map(abs, numeric), default=0), 1e-6)

    def relative(analytic: float, numeric: float) -> float:
        error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), floor)
        return error if np.isfinite(error) else np.inf

    errors = [relative(float(gradient[entry]), slope) for entry, slope in zip(entries, numeric, strict=True)]
    for i, entry in enumerate(entries):
        for h in DIFFERENCES[1:]:
            if errors[i] > GOOD:
                errors[i] = min(
                    errors[i], relative(float(gradient[entry]), finite_difference(array, entry, loss, h))
                )
    return max(errors, default=0.0)


def finite_difference(array: Array, entry: tuple[int, ...], loss: Callable[[], float], h: float) -> float:
    """Return (L(w + h) − L(w − h)) / 2h, where w is one entry of `array`."""
    w = array[entry]
    array[entry] = w + h
    above = loss()
    array[entry] = w - h
    below = loss()
    array[entry] = w
    return (above - below) / (2 * h)


@contextmanager
def _restored(layers: Sequence[Layer]) -> Iterator[None]:
    """Afterwards, let every layer have what it had before: the very same arrays, gradients and caches."""
    parts = [part for layer in layers for part in all_layers(layer)]
    before = [vars(part).copy() for part in parts]
    drawing = [part.rng.bit_generator.state if part.rng else None for part in parts]
    for part in parts:
        if not any(part.named_layers()):
            part.params, part.grads = dict(part.params), {}
            part.state = {name: array.copy() for name, array in part.state.items()}
    try:
        yield
    finally:
        for part, attributes, state in zip(parts, before, drawing, strict=True):
            vars(part).clear()
            vars(part).update(attributes)
            if part.rng and state:
                part.rng.bit_generator.state = state

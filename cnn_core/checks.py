"""Is a backward pass right? The answer by finite differences."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from cnn_core.arrays import Array, Labels
from cnn_core.errors import HyperparameterError, StateError
from cnn_core.layers import Layer
from cnn_core.losses import SoftmaxCrossEntropy
from cnn_core.model import Sequential

STEPS = (1e-5, 1e-6, 1e-7)
NUDGE = 1e-2


def grad_check(
    model_or_layer: Sequential | Layer,
    x: Array,
    labels: Labels | None = None,
    *,
    max_entries: int = 200,
    rng: np.random.Generator | None = None,
) -> float:
    """Return the largest relative error of the gradients that `backward` gives.

    Each gradient is compared with (L(w + h) − L(w − h)) / 2h, in float64. The loss L is the cross-entropy with
    `labels`, or else a fixed random combination of the outputs. The error is taken relative to the larger of the two,
    but to no less than a thousandth of the array's largest, since rounding drowns what is smaller.

    At a kink, such as ReLU at exactly 0 or two equal values in a pooling window, there is no derivative to compare
    with. Empty backgrounds and biases of 0 make that common; so weights and input are first moved by about a
    hundredth, away from it.

    Args:
        model_or_layer: a network, or a layer; a layer that isn't built yet is built for the check. Afterwards it is as
            it was, whatever happens.
        x: input, (n, ...).
        labels: (n,), to check through the cross-entropy.
        max_entries: entries to check of each array; chosen by `rng` if there are more.
        rng: for all that is random here; the same numbers each time if not given.

    Returns:
        About 1e-7 for a right backward pass, 1e-2 to 1 and more for a wrong one.

    Raises:
        HyperparameterError: when `max_entries` is not positive.
        StateError: when `backward` leaves out a gradient.

    Example:
        >>> from cnn_core import Conv2D
        >>> grad_check(Conv2D(2, 3, padding="same"), np.random.default_rng(1).normal(size=(2, 5, 5, 3))) < 1e-6
        True
    """
    if max_entries < 1:
        raise HyperparameterError(f"max_entries must be at least 1, got {max_entries}")
    rng = rng or np.random.default_rng(0)
    layers = model_or_layer.layers if isinstance(model_or_layer, Sequential) else [model_or_layer]
    with _restored(layers):
        x = np.array(x, np.float64)
        if isinstance(model_or_layer, Layer) and model_or_layer.input_shape is None:
            model_or_layer.build(x.shape[1:], rng)
        for layer in layers:
            layer.params = {name: np.array(param, np.float64) for name, param in layer.params.items()}
            layer.needs_input_grad = True
        checked = {f"{layer} {name}": param for layer in layers for name, param in layer.params.items()}
        checked["the input"] = x
        for array in checked.values():
            array += NUDGE * rng.uniform(-1, 1, array.shape)
        loss = _loss_of(model_or_layer.forward(x), labels, rng)

        gradients = {"the input": model_or_layer.backward(loss(model_or_layer.forward(x))[1])}
        gradients |= {
            f"{layer} {name}": gradient for layer in layers for name, gradient in layer.grads.items()
        }

        def measured() -> float:
            return loss(model_or_layer.forward(x))[0]

        return max(
            _error(name, array, gradients.get(name), measured, max_entries, rng)
            for name, array in checked.items()
        )


Loss = Callable[[Array], tuple[float, Array]]


def _loss_of(y: Array, labels: Labels | None, rng: np.random.Generator) -> Loss:
    if labels is not None:
        given = labels
        cross_entropy = SoftmaxCrossEntropy()
        return lambda y: cross_entropy(y, given)
    factors = rng.uniform(0.5, 1.5, y.shape) * rng.choice([-1, 1], y.shape)
    return lambda y: (float(np.sum(factors * y)), factors)


def _error(
    name: str,
    array: Array,
    gradient: Array | None,
    loss: Callable[[], float],
    max_entries: int,
    rng: np.random.Generator,
) -> float:
    """Return the largest relative error of `gradient`, the gradient of `loss` with respect to `array`."""
    if gradient is None or gradient.shape != array.shape:
        got = "none" if gradient is None else f"one of shape {gradient.shape}"
        raise StateError(f"expected a gradient of shape {array.shape} for {name}; backward gave {got}")
    entries = np.arange(array.size)
    if len(entries) > max_entries:
        entries = rng.choice(entries, max_entries, replace=False)
    indices = [np.unravel_index(entry, array.shape) for entry in entries]
    analytic = np.array([gradient[index] for index in indices])
    numeric = np.array([_difference(array, index, loss, STEPS[0]) for index in indices])
    floor = max(1e-3 * np.abs(numeric).max(initial=0), 1e-6)
    errors = _relative(analytic, numeric, floor)
    for i in np.flatnonzero(errors > 1e-6):  # perhaps a kink lies within the step: a shorter one misses it
        for h in STEPS[1:]:
            shorter = _relative(analytic[i], _difference(array, indices[i], loss, h), floor)
            errors[i] = min(errors[i], shorter)
    return float(errors.max(initial=0))


def _difference(array: Array, index: tuple[np.intp, ...], loss: Callable[[], float], h: float) -> float:
    """Return (L(w + h) − L(w − h)) / 2h for one entry w."""
    w = array[index]
    array[index] = w + h
    above = loss()
    array[index] = w - h
    below = loss()
    array[index] = w
    return (above - below) / (2 * h)


def _relative(a: Array, b: Array | float, floor: float) -> Array:
    """Return |a − b| / max(|a|, |b|, floor); infinite where a is not finite."""
    error = np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return np.where(np.isfinite(error), error, np.inf)


@contextmanager
def _restored(layers: Sequence[Layer]) -> Iterator[None]:
    """Put everything the layers hold back when done, the parameters' very arrays included."""
    held = [(layer, vars(layer).copy()) for layer in _with_activations(layers)]
    for layer, state in held:
        layer.params, layer.grads = dict(layer.params), dict(layer.grads)
    try:
        yield
    finally:
        for layer, state in held:
            vars(layer).clear()
            vars(layer).update(state)


def _with_activations(layers: Sequence[Layer]) -> list[Layer]:
    return [part for layer in layers for part in (layer, layer.activation) if part is not None]

"""Optimizers: from gradients to better parameters.

All parameters are laid end to end in one long vector, so that a step is a few operations on it, however many layers
there are. Nothing is written until the whole step is known to be finite.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from cnn_core.arrays import Array
from cnn_core.errors import DivergedError, HyperparameterError, StateError


class Optimizer:
    """What all optimizers have in common; the rule itself is in `_rule`.

    Args:
        learning_rate: how far a step goes; positive.
    """

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = _between("learning_rate", learning_rate, 0, math.inf)
        self._state: tuple[Array, ...] | None = None
        self._steps = 0

    def step(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        """Move `params` in place, one step down along `grads`.

        Raises:
            DivergedError: when a number would no longer be finite; parameters and optimizer are as before.
            StateError: when a gradient is missing, or the optimizer was used for other parameters before.
        """
        missing = [name for name in params if name not in grads]
        if missing:
            raise StateError(f"no gradient for {', '.join(missing)}: run the backward pass first")
        weights = _end_to_end(params.values())
        gradient = _end_to_end(grads[name] for name in params)
        if self._state is None:
            state = self._first_state(weights)
        elif len(self._state[0]) == len(weights):
            state = self._state
        else:
            raise StateError(
                f"this optimizer has moved {len(self._state[0])} parameters before, now there are {len(weights)}: "
                "make a new one for another network"
            )
        with np.errstate(all="ignore"):
            change, state = self._rule(gradient, state, self._steps + 1)
            weights += change
        if not all(np.isfinite(array).all() for array in (weights, *state)):
            raise DivergedError(
                f"a weight would no longer be finite; lower the learning rate of {self.learning_rate:g}"
            )
        start = 0
        for param in params.values():
            param[...] = weights[start : start + param.size].reshape(param.shape)
            start += param.size
        self._state = state
        self._steps += 1

    def _first_state(self, weights: Array) -> tuple[Array, ...]:
        """Return the state before the first step: vectors as long as `weights`."""
        raise NotImplementedError

    def _rule(self, gradient: Array, state: tuple[Array, ...], step: int) -> tuple[Array, tuple[Array, ...]]:
        """Return what to add to the weights, and the state after step number `step`; `state` is not changed."""
        raise NotImplementedError


class SGD(Optimizer):
    r"""Stochastic gradient descent with momentum: a ball that rolls down and keeps most of its speed.

    $$ v \leftarrow \mu v - \eta g \qquad w \leftarrow w + v $$

    Args:
        learning_rate: η, positive.
        momentum: μ, how much of the last step's speed is kept, at least 0 and below 1; 0 for none.

    Raises:
        HyperparameterError: when an argument is outside its limits.

    Example:
        >>> w, g = {"w": np.array([1.0])}, {"w": np.array([2.0])}
        >>> optimizer = SGD(learning_rate=0.1, momentum=0.5)
        >>> optimizer.step(w, g); optimizer.step(w, g)
        >>> w["w"]  # 1 − 0.2, then −0.2 − 0.1 more
        array([0.5])
    """

    def __init__(self, learning_rate: float = 0.05, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = _between("momentum", momentum, 0, 1, lowest_allowed=True)

    def _first_state(self, weights: Array) -> tuple[Array, ...]:
        return (np.zeros_like(weights),)

    def _rule(self, gradient: Array, state: tuple[Array, ...], step: int) -> tuple[Array, tuple[Array, ...]]:
        (velocity,) = state
        velocity = self.momentum * velocity - self.learning_rate * gradient
        return velocity, (velocity,)

    def __repr__(self) -> str:
        return f"SGD(learning_rate={self.learning_rate:g}, momentum={self.momentum:g})"


class Adam(Optimizer):
    r"""Adaptive moments: each weight moves by about the learning rate, along its gradient's recent mean.

    $$ m \leftarrow \beta_1 m + (1-\beta_1) g \qquad v \leftarrow \beta_2 v + (1-\beta_2) g^2 \qquad
       w \leftarrow w - \eta \, \frac{m / (1-\beta_1^t)}{\sqrt{v / (1-\beta_2^t)} + \varepsilon} $$

    From Kingma & Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1. The divisions by 1 − βᵗ undo
    that m and v start from 0.

    Args:
        learning_rate: η, positive.
        beta_1: β₁, how slowly the mean of the gradient follows; at least 0 and below 1.
        beta_2: β₂, how slowly the mean of its square follows; at least 0 and below 1.
        epsilon: ε, positive; keeps the quotient finite where the gradient is 0.

    Raises:
        HyperparameterError: when an argument is outside its limits.

    Example:
        >>> w = {"w": np.array([1.0, 1.0])}
        >>> Adam(learning_rate=0.1).step(w, {"w": np.array([0.001, -1000.0])})
        >>> w["w"].round(4)  # the first step has the same length, whatever the gradient's
        array([0.9, 1.1])
    """

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1 = _between("beta_1", beta_1, 0, 1, lowest_allowed=True)
        self.beta_2 = _between("beta_2", beta_2, 0, 1, lowest_allowed=True)
        self.epsilon = _between("epsilon", epsilon, 0, math.inf)

    def _first_state(self, weights: Array) -> tuple[Array, ...]:
        return np.zeros_like(weights), np.zeros_like(weights)

    def _rule(self, gradient: Array, state: tuple[Array, ...], step: int) -> tuple[Array, tuple[Array, ...]]:
        mean, square = state
        mean = self.beta_1 * mean + (1 - self.beta_1) * gradient
        square = self.beta_2 * square + (1 - self.beta_2) * gradient * gradient
        rate = self.learning_rate / (1 - self.beta_1**step)
        scale = 1 / math.sqrt(1 - self.beta_2**step)
        return -rate * mean / (np.sqrt(square) * scale + self.epsilon), (mean, square)

    def __repr__(self) -> str:
        return f"Adam(learning_rate={self.learning_rate:g})"


def _end_to_end(arrays: Iterable[Array]) -> Array:
    """Return all values in one vector."""
    return np.concatenate([array.ravel() for array in arrays])


def _between(name: str, value: float, low: float, high: float, lowest_allowed: bool = False) -> float:
    allowed = "at least" if lowest_allowed else "above"
    limits = f"{allowed} {low:g}" + (f" and below {high:g}" if math.isfinite(high) else "")
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (low < number < high or (lowest_allowed and number == low)):
        raise HyperparameterError(f"{name} must be a number {limits}, got {value!r}")
    return number

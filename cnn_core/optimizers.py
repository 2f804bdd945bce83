"""Optimizers: from gradients to better parameters.

All parameters are laid end to end in one vector, so that a step is a few operations, however many layers
there are. Nothing is written before the whole step is known to be finite.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from cnn_core import ops
from cnn_core.arrays import Array
from cnn_core.errors import DivergedError, StateError
from cnn_core.validation import fraction, positive

State = tuple[Array, ...]


class Optimizer:
    """What all optimizers have in common; the rule itself is in `_rule`.

    Args:
        learning_rate: how far a step goes; positive.
    """

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = positive("learning_rate", learning_rate)
        self._state: State = ()
        self._steps = 0

    def step(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        """Move `params`, in place, one step along their gradients `grads`.

        Raises:
            DivergedError: when a number would no longer be finite; parameters and optimizer are as before.
            StateError: when a gradient is missing, or the optimizer has moved other parameters before.
        """
        params, grads = dict(params), dict(grads)
        missing = [name for name in params if name not in grads]
        if missing:
            raise StateError(f"no gradient for {', '.join(missing)}: run the backward pass first")
        weights = _end_to_end(params.values())
        gradient = _end_to_end([grads[name] for name in params])
        if self._state and len(self._state[0]) != len(weights):
            raise StateError(
                f"this optimizer has moved {len(self._state[0])} parameters before, now there are "
                f"{len(weights)}: make a new one for another network"
            )
        with np.errstate(all="ignore"):
            state = self._state or self._first_state(weights)
            weights, state, finite = self._rule(weights, gradient, state, self._steps + 1)
        if not finite:
            raise DivergedError(
                "training diverged: numbers grew past what is finite. "
                f"Lower the learning rate of {self.learning_rate:g}."
            )
        start = 0
        for param in params.values():
            param[...] = weights[start : start + param.size].reshape(param.shape)
            start += param.size
        self._state = state
        self._steps += 1

    def _first_state(self, weights: Array) -> State:
        """Return the state before the first step, vectors as long as `weights`."""
        raise NotImplementedError

    def _rule(self, weights: Array, gradient: Array, state: State, step: int) -> tuple[Array, State, bool]:
        """Return weights and state after step number `step`, and whether they are finite."""
        raise NotImplementedError


class SGD(Optimizer):
    r"""Stochastic gradient descent with momentum: a ball that rolls downhill and keeps most of its speed.

    $$ v \leftarrow \mu v - \eta g \qquad w \leftarrow w + v $$

    Args:
        learning_rate: η, positive.
        momentum: μ, the share of its speed that a step keeps, at least 0 and below 1; 0 for plain gradient
            descent.

    Raises:
        HyperparameterError: when an argument is outside its limits.

    Example:
        >>> import numpy as np
        >>> w, gradient = {"w": np.array([1.0])}, {"w": np.array([2.0])}
        >>> optimizer = SGD(learning_rate=0.1, momentum=0.5)
        >>> optimizer.step(w, gradient)  # 0.1 · 2 down
        >>> optimizer.step(w, gradient)  # as much again, and half of the last step
        >>> w["w"].round(6)
        array([0.5])
    """

    def __init__(self, learning_rate: float = 0.05, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = fraction("momentum", momentum)

    def _first_state(self, weights: Array) -> State:
        return (np.zeros_like(weights),)

    def _rule(self, weights: Array, gradient: Array, state: State, step: int) -> tuple[Array, State, bool]:
        (velocity,) = state
        return ops.sgd_step(weights, gradient, velocity, self.learning_rate, self.momentum)

    def __repr__(self) -> str:
        return f"SGD(learning_rate={self.learning_rate:g}, momentum={self.momentum:g})"


class Adam(Optimizer):
    r"""Adaptive moments: each weight moves by about the learning rate, the way its gradient has pointed
    lately.

    $$ m \leftarrow \beta_1 m + (1-\beta_1) g \qquad v \leftarrow \beta_2 v + (1-\beta_2) g^2 \qquad
       w \leftarrow w - \eta \, \frac{m / (1-\beta_1^t)}{\sqrt{v / (1-\beta_2^t)} + \varepsilon} $$

    From Kingma & Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1. The divisions by 1 −
    βᵗ make up for m and v starting from 0.

    Args:
        learning_rate: η, positive.
        beta_1: β₁, how slowly the mean of the gradient follows; at least 0 and below 1.
        beta_2: β₂, how slowly the mean of its square follows; at least 0 and below 1.
        epsilon: ε, positive; keeps the quotient finite where all gradients were 0.

    Raises:
        HyperparameterError: when an argument is outside its limits.

    Example:
        >>> import numpy as np
        >>> w = {"w": np.array([1.0, 1.0])}
        >>> Adam(learning_rate=0.1).step(w, {"w": np.array([0.001, -1000.0])})
        >>> w["w"].round(4)  # the first step is as long for a small gradient as for a large one
        array([0.9, 1.1])
    """

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1 = fraction("beta_1", beta_1)
        self.beta_2 = fraction("beta_2", beta_2)
        self.epsilon = positive("epsilon", epsilon)

    def _first_state(self, weights: Array) -> State:
        return np.zeros_like(weights), np.zeros_like(weights)

    def _rule(self, weights: Array, gradient: Array, state: State, step: int) -> tuple[Array, State, bool]:
        rate = self.learning_rate / (1 - self.beta_1**step)
        correction = math.sqrt(1 - self.beta_2**step)
        mean, square = state
        return ops.adam_step(
            weights, gradient, mean, square, rate, self.beta_1, self.beta_2, correction, self.epsilon
        )

    def __repr__(self) -> str:
        return f"Adam(learning_rate={self.learning_rate:g})"


def _end_to_end(arrays: Iterable[Array]) -> Array:
    """Return all numbers in one vector."""
    return np.concatenate([array.ravel() for array in arrays])

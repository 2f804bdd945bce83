"""Optimizers: from gradients to better parameters.

All parameters are moved in one operation, however many layers there are, and nothing is written before the
whole step is known to be finite.
"""

import math
from collections.abc import Mapping

import numpy as np

from cnn_core import ops
from cnn_core.arrays import Array
from cnn_core.errors import DivergedError, ShapeError, StateError
from cnn_core.layers.stack import ByName
from cnn_core.validation import fraction, positive

State = tuple[list[Array], ...]


class Optimizer:
    """What all optimizers have in common; the rule itself is in `_rule`.

    Args:
        learning_rate: how far a step goes; positive.
    """

    _num_states = 1  # arrays that the rule keeps for each parameter

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = positive("learning_rate", learning_rate)
        self._state: State = ()
        self._steps = 0

    def step(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        """Move `params`, in place, one step along their gradients `grads`.

        Raises:
            DivergedError: when a number would no longer be finite; parameters and optimizer are as before.
            ShapeError: when a gradient is not of its parameter's shape.
            StateError: when a gradient is missing, or the optimizer has moved other parameters before.
        """
        try:
            arrays, gradients = _in_order(params, grads)
        except KeyError:
            missing = ", ".join(name for name in params if name not in grads)
            raise StateError(f"no gradient for {missing}: run the backward pass first") from None
        shapes = [array.shape for array in arrays]
        if [gradient.shape for gradient in gradients] != shapes:
            raise ShapeError(_unlike(params, grads))
        state = self._state
        if not state:
            state = tuple([np.zeros_like(array) for array in arrays] for _ in range(self._num_states))
        elif [kept.shape for kept in state[0]] != shapes:
            before, now = (sum(array.size for array in some) for some in (state[0], arrays))
            raise StateError(
                f"this optimizer has moved {before} parameters before, now there are {now}, or others: "
                "make a new one for another network"
            )
        if not self._rule(arrays, gradients, state, self._steps + 1):
            raise DivergedError(
                "training diverged: numbers grew past what is finite. "
                f"Lower the learning rate of {self.learning_rate:g}."
            )
        self._state = state
        self._steps += 1

    def _rule(self, params: list[Array], grads: list[Array], state: State, step: int) -> bool:
        """Take step number `step`, in place; return whether it is finite. If not, nothing may be written."""
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

    def _rule(self, params: list[Array], grads: list[Array], state: State, step: int) -> bool:
        (velocities,) = state
        return ops.sgd_step(params, grads, velocities, self.learning_rate, self.momentum)

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

    _num_states = 2

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1 = fraction("beta_1", beta_1)
        self.beta_2 = fraction("beta_2", beta_2)
        self.epsilon = positive("epsilon", epsilon)

    def _rule(self, params: list[Array], grads: list[Array], state: State, step: int) -> bool:
        means, squares = state
        rate = self.learning_rate / (1 - self.beta_1**step)
        correction = math.sqrt(1 - self.beta_2**step)
        return ops.adam_step(
            params, grads, means, squares, rate, self.beta_1, self.beta_2, correction, self.epsilon
        )

    def __repr__(self) -> str:
        return f"Adam(learning_rate={self.learning_rate:g})"


def _in_order(params: Mapping[str, Array], grads: Mapping[str, Array]) -> tuple[list[Array], list[Array]]:
    """Return the parameters, and the gradient of each.

    Raises:
        KeyError: when one is missing.
    """
    if isinstance(params, ByName) and isinstance(grads, ByName):  # of one network: in the same order
        return params.arrays(), grads.arrays()
    return list(params.values()), [grads[name] for name in params]


def _unlike(params: Mapping[str, Array], grads: Mapping[str, Array]) -> str:
    """Say which gradient is not of its parameter's shape."""
    name = next(name for name in params if grads[name].shape != params[name].shape)
    return f"the gradient of {name} has shape {grads[name].shape}; expected {params[name].shape}"

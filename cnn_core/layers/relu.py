"""The rectified linear unit, and what `activation="relu"` means."""

from typing import Literal, TypeAlias

from cnn_core import ops
from cnn_core.arrays import Array
from cnn_core.errors import HyperparameterError
from cnn_core.layers.layer import Layer

Activation: TypeAlias = Literal["relu"] | None


class ReLU(Layer):
    r"""Lets positive values through and makes all others 0.

    $$ y = \max(0, x) $$

    Input shape:
        any

    Output shape:
        that of the input

    Example:
        >>> import numpy as np
        >>> layer = ReLU()
        >>> layer.build((3,), np.random.default_rng(1))
        (3,)
        >>> layer.forward(np.array([[-2.0, 0.0, 3.0]]))
        array([[0., 0., 3.]])
        >>> layer.backward(np.array([[1.0, 1.0, 1.0]]))
        array([[0., 0., 1.]])
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return max(0, x)."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        y, self._cache = ops.relu_forward(x)
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x: a gate, open where x was positive.

        $$ \frac{\partial L}{\partial x} = g \cdot [x > 0] $$

        At 0, where ReLU has a kink and no derivative, the gate is closed.
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        return ops.relu_backward(grad_output, self._cache)


def activation_layer(name: Activation) -> ReLU | None:
    """Return the layer that an argument `activation` names."""
    if name not in (None, "relu"):
        raise HyperparameterError(f'activation must be None or "relu", got {name!r}')
    return ReLU() if name == "relu" else None

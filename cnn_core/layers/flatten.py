"""From maps to a row."""

from cnn_core.arrays import Array, Shape
from cnn_core.layers.layer import Layer
from cnn_core.shapes import count


class Flatten(Layer):
    """Writes the values of each sample in one row: row by row, column by column, its channels side by side.

    Input shape:
        any, (n, h, w, c) as a rule

    Output shape:
        (n, h·w·c)

    Example:
        >>> import numpy as np
        >>> layer = Flatten()
        >>> layer.build((1, 2, 2), np.random.default_rng(1))
        (4,)
        >>> layer.forward(np.array([[[[1, 2], [3, 4]]]]))
        array([[1, 2, 3, 4]])
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return x as (n, h·w·c)."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        self._cache = x.shape
        return x.reshape(len(x), count(x.shape[1:]))

    def backward(self, grad_output: Array) -> Array:
        """Return the gradient in the shape of x: nothing was computed, so nothing changes."""
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        return grad_output.reshape(self._cache)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h·w·c,)."""
        return (count(input_shape),)

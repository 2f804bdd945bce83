"""Dropout."""

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.layers.layer import Layer
from cnn_core.validation import fraction


class Dropout(Layer):
    r"""In training, makes a random part of its input 0, a new one each time; else it lets all through.

    $$ y = \frac{d \, x}{1 - r} \qquad d = 0 \text{ with probability } r \text{, else } 1 $$

    What remains is scaled up by 1 / (1 − r), so that the layer after it gets as much on average in training
    as in use. From Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, "Dropout: A Simple Way to
    Prevent Neural Networks from Overfitting" (2014); there the scaling is done in use instead.

    Args:
        rate: r, the part that is dropped, at least 0 and below 1.

    Input shape:
        any

    Output shape:
        that of the input

    Raises:
        HyperparameterError: when `rate` is outside its limits.

    Example:
        >>> layer = Dropout(0.5)
        >>> layer.build((6,), np.random.default_rng(1))
        (6,)
        >>> y = layer.forward(np.ones((1, 6)), training=True)
        >>> sorted(set(y[0].tolist()))
        [0.0, 2.0]
        >>> layer.forward(np.ones((1, 6))).tolist()
        [[1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = fraction("rate", rate)

    def build(self, input_shape: Shape, rng: np.random.Generator) -> Shape:
        """Take a generator of its own from `rng`, so that it draws the same for the others as without."""
        self.rng = rng.spawn(1)[0]
        return super().build(input_shape, rng)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return x with some of its numbers dropped, in training; x itself else."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        self._cache = self._factors(x) if training and self.rate else 1
        y: Array = x * self._cache if training else x
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x: what was dropped gets none, what remained was scaled, and so is its own.

        $$ \frac{\partial L}{\partial x} = \frac{d \, g}{1 - r} $$
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        grad_x: Array = grad_output * self._cache
        return grad_x

    def __repr__(self) -> str:
        return f"Dropout({self.rate:g})"

    def _factors(self, x: Array) -> Array:
        """Draw 0 or 1 / (1 − r) for each number of `x`."""
        assert self.rng is not None
        kept = self.rng.random(x.shape, np.float32) >= self.rate
        return np.where(kept, x.dtype.type(1 / (1 - self.rate)), x.dtype.type(0))

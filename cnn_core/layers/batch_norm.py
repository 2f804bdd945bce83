"""Batch normalization."""

import numpy as np

from cnn_core import averaging
from cnn_core.arrays import Array, Shape
from cnn_core.layers.layer import Layer
from cnn_core.validation import fraction, positive


class BatchNorm(Layer):
    r"""Brings each channel to mean 0 and variance 1, then lets it learn a scale and a shift of its own.

    $$ y = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta $$

    In training, μ and σ² are those of the batch, over all samples and all places of a channel. They also
    move the running means in `state`, which take their place when the network is used:

    $$ \bar\mu \leftarrow m \bar\mu + (1 - m) \mu \qquad
       \bar{\sigma^2} \leftarrow m \bar{\sigma^2} + (1 - m) \sigma^2 $$

    From Ioffe & Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
    Covariate Shift" (2015), algorithms 1 and 2; running means instead of the paper's last averages, and the
    defaults, as in Keras.

    Args:
        momentum: m, the share that the running means keep at each step; at least 0 and below 1. With 0.99
            they need some hundreds of steps to catch up; for a short training take 0.9.
        epsilon: ε, positive; keeps the quotient finite where a channel doesn't vary.

    Attributes:
        state: "moving_mean" and "moving_variance", (c,) each. They are saved and loaded with the parameters,
            but no gradient moves them.

    Input shape:
        (n, ..., c): images, (n, h, w, c), or rows, (n, c)

    Output shape:
        that of the input

    Raises:
        HyperparameterError: when an argument is outside its limits.

    Example:
        >>> layer = BatchNorm()
        >>> layer.build((1,), np.random.default_rng(1))
        (1,)
        >>> layer.forward(np.array([[3.0], [5.0]]), training=True).round(2).tolist()
        [[-1.0], [1.0]]
        >>> layer.state["moving_mean"].round(2)  # 0.99 · 0 + 0.01 · 4
        array([0.04], dtype=float32)
    """

    def __init__(self, momentum: float = 0.99, epsilon: float = 0.001) -> None:
        super().__init__()
        self.momentum = fraction("momentum", momentum)
        self.epsilon = positive("epsilon", epsilon)
        self._before: dict[str, Array] = {}

    def build(self, input_shape: Shape, rng: np.random.Generator) -> Shape:
        """Make scale and running variance 1, shift and running mean 0, for each channel."""
        output_shape = super().build(input_shape, rng)
        channels = input_shape[-1]
        self.params = {"gamma": np.ones(channels, np.float32), "beta": np.zeros(channels, np.float32)}
        self.state = {
            "moving_mean": np.zeros(channels, np.float32),
            "moving_variance": np.ones(channels, np.float32),
        }
        self._before = {}
        return output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return y, in the shape of x."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        if training:
            mean, variance = averaging.batch_statistics(x)
            self._follow(mean, variance)
        else:
            mean, variance = self.state["moving_mean"], self.state["moving_variance"]
        gamma, beta = self.params["gamma"], self.params["beta"]
        y, cache = averaging.batch_norm_forward(x, gamma, beta, mean, variance, self.epsilon)
        self._cache = cache, training
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x.

        With z the normalized input and g the gradient of y, scale and shift get, channel by channel,

        $$ \frac{\partial L}{\partial \gamma} = \sum g z \qquad \frac{\partial L}{\partial \beta} = \sum g $$

        In training, x also moved the mean and the variance of its m values. Taking that into account leaves
        of the gradient what is neither a common shift nor a common stretch, since those change nothing:

        $$ \frac{\partial L}{\partial x} = \frac{\gamma}{\sqrt{\sigma^2 + \varepsilon}}
           \left( g - \frac{1}{m} \sum g - \frac{z}{m} \sum g z \right) $$

        With the running means, which are constants, the last two terms are not there.
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        cache, of_batch = self._cache
        grad_x, grad_gamma, grad_beta = averaging.batch_norm_backward(grad_output, cache, of_batch)
        self.grads["gamma"], self.grads["beta"] = grad_gamma, grad_beta
        return grad_x

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shapes of gamma and beta, (c,) each."""
        return {"gamma": input_shape[-1:], "beta": input_shape[-1:]}

    def undo(self) -> None:
        """Put the running means back to where they were before the last forward pass in training."""
        for name, values in self._before.items():
            self.state[name][...] = values
        self._before = {}

    def __repr__(self) -> str:
        arguments = [f"momentum={self.momentum:g}"] if self.momentum != 0.99 else []
        if self.epsilon != 0.001:
            arguments.append(f"epsilon={self.epsilon:g}")
        return f"BatchNorm({', '.join(arguments)})"

    def _follow(self, mean: Array, variance: Array) -> None:
        """Let the running means follow those of a batch."""
        self._before = {name: values.copy() for name, values in self.state.items()}
        for name, values in (("moving_mean", mean), ("moving_variance", variance)):
            moving = self.state[name]
            moving[...] = self.momentum * moving + (1 - self.momentum) * values

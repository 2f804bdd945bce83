"""The dense layer."""

from cnn_core import ops
from cnn_core.arrays import Array, Shape
from cnn_core.errors import ShapeError
from cnn_core.layers.layer import Layer
from cnn_core.layers.relu import Activation, ReLU, activation_layer
from cnn_core.validation import whole_number


class Dense(Layer):
    r"""Connects every input with every unit, each through a weight of its own.

    $$ y_u = b_u + \sum_i x_i \, w_{i,u} \qquad\text{for all samples at once:}\quad Y = XW + b $$

    Args:
        units: number of outputs.
        activation: "relu" to put a ReLU after it, which `Sequential` makes a layer of its own.

    Input shape:
        (n, inputs)

    Output shape:
        (n, units)

    Raises:
        HyperparameterError: when `units` is not a positive whole number, or `activation` not one of those
            named.
        ShapeError: when built for inputs that are not flat.

    Example:
        >>> import numpy as np
        >>> layer = Dense(16)
        >>> layer.build((36,), np.random.default_rng(1))
        (16,)
        >>> layer.num_params
        592
    """

    def __init__(self, units: int, activation: Activation = None) -> None:
        super().__init__()
        self.units = whole_number("units", units)
        self.activation: ReLU | None = activation_layer(activation)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return XW + b, (n, units)."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        y, self._cache = ops.dense_forward(x, self.params["kernel"], self.params["bias"])
        return self.activation.forward(y) if self.activation else y

    def backward(self, grad_output: Array) -> Array | None:
        r"""Return the gradient of x, (n, inputs).

        The weight from i to u multiplied x_i and added to y_u. So with G the gradients of the outputs, a row
        a sample:

        $$ \frac{\partial L}{\partial W} = X^T G \qquad \frac{\partial L}{\partial b} = \sum_n G_n \qquad
           \frac{\partial L}{\partial X} = G \, W^T $$
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        if self.activation:
            grad_output = self.activation.backward(grad_output)
        grad_x, grad_kernel, grad_bias = ops.dense_backward(grad_output, self._cache, self.needs_input_grad)
        self.grads["kernel"], self.grads["bias"] = grad_kernel, grad_bias
        return grad_x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (units,)."""
        if len(input_shape) != 1:
            raise ShapeError(f"{self} expected flat inputs, got {input_shape}; put Flatten() before it")
        return (self.units,)

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shapes of kernel, (inputs, units), and bias, (units,)."""
        return {"kernel": (input_shape[-1], self.units), "bias": (self.units,)}

    def __repr__(self) -> str:
        activation = ', activation="relu"' if self.activation else ""
        return f"Dense({self.units}{activation})"

"""What all layers have in common."""

from collections.abc import Iterator, MutableMapping
from typing import Any, NoReturn

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.errors import ShapeError, StateError
from cnn_core.shapes import count
from cnn_core.weights import he_normal


class Layer:
    """A step of the computation, and the way back through it.

    A layer of your own needs `forward` and `backward`; if its output has another shape than its input, also
    `compute_output_shape`; if it has parameters, also `param_shapes`.

    Attributes:
        params: parameters by name, such as "kernel"; their numbers, or whole arrays, can be changed any time.
        grads: the gradient of each parameter, by the same names, once `backward` has run.
        state: what the layer remembers besides, by name: numbers no gradient moves, such as running means.
        needs_input_grad: whether the gradient of the input is wanted; if not, `backward` may return None.
        input_shape: shape of one input, known once the layer is built.
        output_shape: shape of one output, known once the layer is built.
        activation: a layer that takes the output further, if there is one.
        rng: draws what the layer draws in training; its own, taken from the network's when it is built.

    Example:
        >>> class Double(Layer):
        ...     def forward(self, x, training=False):
        ...         return 2 * x
        ...
        ...     def backward(self, grad_output):
        ...         return 2 * grad_output
    """

    def __init__(self) -> None:
        self.params: MutableMapping[str, Array] = {}
        self.grads: MutableMapping[str, Array] = {}
        self.state: MutableMapping[str, Array] = {}
        self.needs_input_grad = True
        self.input_shape: Shape | None = None
        self.output_shape: Shape | None = None
        self.activation: Layer | None = None
        self.rng: np.random.Generator | None = None
        self._cache: Any = None

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the output for `x`, whose first axis counts samples, and keep what `backward` needs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward pass")

    def backward(self, grad_output: Array) -> Array | None:
        """Return the gradient of the input, given that of the output; leave the parameters' in `grads`."""
        raise NotImplementedError(f"{type(self).__name__} has no backward pass")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output. A layer that changes the shape says so here."""
        return input_shape

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shape of each parameter. A layer with parameters names them here."""
        return {}

    def windows(self) -> list[tuple[int, int]]:
        """Return (size, strides) of each window that slides over the input."""
        return []

    def named_layers(self) -> Iterator[tuple[str, "Layer"]]:
        """Return (name, layer) of the layers inside this one, whose `params` then are theirs."""
        return iter(())

    def undo(self) -> None:
        """Undo what the last forward pass in training changed in `state`."""

    def build(self, input_shape: Shape, rng: np.random.Generator) -> Shape:
        """Make the parameters for inputs of `input_shape`: kernels drawn by `he_normal`, biases 0.

        Returns:
            The shape of one output.

        Raises:
            ShapeError: when inputs of that shape can't be taken.
        """
        input_shape = tuple(input_shape)
        output_shape = self.compute_output_shape(input_shape)
        self.params = {
            name: np.zeros(shape, np.float32) if name == "bias" else he_normal(shape, rng)
            for name, shape in self.param_shapes(input_shape).items()
        }
        self.grads = {}
        self._cache = None
        self.input_shape, self.output_shape = input_shape, output_shape
        if self.activation is not None:
            self.activation.build(output_shape, rng)
        return output_shape

    def count_params(self, input_shape: Shape) -> int:
        """Return the number of parameters the layer would have for inputs of `input_shape`."""
        return sum(count(shape) for shape in self.param_shapes(input_shape).values())

    @property
    def num_params(self) -> int:
        """Number of parameters; 0 before the layer is built."""
        return sum(param.size for param in self.params.values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def _refuse_input(self, x: Array) -> NoReturn:
        """Say why an input can't be taken: the layer was not built for it."""
        if self.input_shape is None:
            raise StateError(f"{self} is not built yet: call its build, or put it into a Sequential")
        raise ShapeError(f"{self} expected an input of {_shape_of_many(self.input_shape)}, got {x.shape}")

    def _refuse_gradient(self, grad_output: Array) -> NoReturn:
        """Say why a gradient can't be taken: before any forward pass, or of a shape that no output has."""
        if self.output_shape is None or self._cache is None:
            raise StateError(f"{self} can't go backward before it went forward")
        expected = _shape_of_many(self.output_shape)
        raise ShapeError(f"{self} expected a gradient of {expected}, got {grad_output.shape}")


def _shape_of_many(shape: Shape) -> str:
    return f"shape (n, {', '.join(map(str, shape))})"

"""A network: layers one after the other."""

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnn_core import weights as weight_files
from cnn_core.arrays import Array, Shape
from cnn_core.errors import HyperparameterError, StateError, WeightsError
from cnn_core.layers import Layer
from cnn_core.layers.stack import ByName, build_stack, check_layers, unique_names
from cnn_core.losses import softmax
from cnn_core.validation import expect_shape, generator, shape_of_one
from cnn_core.weights import File

PREDICTED_AT_ONCE = 512  # images; bounds the memory that looking at many takes


class Sequential:
    """Layers one after the other, each fed with what the one before it gives.

    The layers are built at once, so that a stack that doesn't fit is refused here and not at the first step.
    A layer with `activation="relu"` becomes two: the layer itself, and a ReLU.

    Args:
        layers: the layers, first to last. A layer can be in one network only.
        input_shape: shape of one image, (h, w, c), or of whatever the first layer takes.
        rng: draws the first weights.
        weights: the first weights, as `get_weights` gives them; then there is no need for `rng`.

    Attributes:
        layers: the layers, each activation one of its own.
        input_shape: shape of one input.
        output_shape: shape of one output.

    Raises:
        ShapeError: when a layer can't take what the one before it gives; says which layer, and why.
        HyperparameterError: when something is not a layer, or there is neither `rng` nor `weights`.

    Example:
        >>> from cnn_core import Conv2D, Dense, Flatten, MaxPool2D, ReLU
        >>> layers = [Conv2D(4, 3), ReLU(), MaxPool2D(2), Flatten(), Dense(16), ReLU(), Dense(4)]
        >>> model = Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(1))
        >>> model.num_params
        700
        >>> model.predict_proba(np.zeros((2, 8, 8, 1))).shape
        (2, 4)
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        *,
        input_shape: Shape,
        rng: np.random.Generator | None = None,
        weights: ArrayLike | None = None,
    ) -> None:
        if rng is None and weights is None:
            raise HyperparameterError("a network needs first weights: pass rng=np.random.default_rng(1), say")
        drawing = np.random.default_rng(0) if rng is None else generator(rng)
        if not layers:
            raise HyperparameterError("a network needs at least one layer")
        check_layers(layers)
        self.input_shape = shape_of_one(input_shape)
        self.layers, self.output_shape = build_stack(layers, self.input_shape, drawing)
        self._names = unique_names(self.layers)
        self._params, self._grads, self._state = (
            ByName(list(self.named_layers()), kind) for kind in ("params", "grads", "state")
        )
        if weights is not None:
            self.set_weights(weights)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return what the last layer gives: the logits, (n, classes), in a network that tells classes apart.

        Raises:
            ShapeError: when x is not of shape (n, *input_shape).
        """
        expect_shape("images", x, self.input_shape)
        y: Array = np.asarray(x, self.dtype)
        for layer in self.layers:
            y = layer.forward(y, training)
        return y

    def backward(self, grad_output: Array, input_gradient: bool = True) -> Array | None:
        """Take the gradient of the output back through all layers, last to first; return that of the input.

        Args:
            grad_output: gradient of the loss with respect to what `forward` returned last.
            input_gradient: whether that of the input is wanted; if not, it is not worked out, and None
                returned.

        Raises:
            StateError: before any forward pass, or when a layer gives no gradient back.
            ShapeError: when `grad_output` is not of the output's shape.
        """
        layers = self.layers if input_gradient else self.layers[self._first_with_params() :]
        first = layers[0]
        needed = first.needs_input_grad
        first.needs_input_grad = input_gradient
        gradient: Array | None = grad_output
        try:
            for layer in reversed(layers):
                if gradient is None:
                    raise StateError(
                        f"{layer} gets no gradient: the backward of the layer after it returned None"
                    )
                gradient = layer.backward(gradient)
        finally:
            first.needs_input_grad = needed
        return gradient if input_gradient else None

    def predict_proba(self, x: Array) -> Array:
        """Return the probability of each class, (n, classes).

        Raises:
            ShapeError: when x is not of shape (n, *input_shape).
        """
        expect_shape("images", x, self.input_shape)
        some = PREDICTED_AT_ONCE
        parts = [softmax(self.forward(x[start : start + some])) for start in range(0, max(len(x), 1), some)]
        return np.concatenate(parts)

    @property
    def params(self) -> MutableMapping[str, Array]:
        """All parameters by name, such as "conv2d.kernel"; what is put here is put into the layer."""
        return self._params

    @property
    def grads(self) -> MutableMapping[str, Array]:
        """The gradients of the last backward pass, by the names of their parameters."""
        return self._grads

    @property
    def state(self) -> MutableMapping[str, Array]:
        """What layers remember besides parameters, such as "batch_norm.moving_mean"; most have nothing."""
        return self._state

    @property
    def num_params(self) -> int:
        """Number of parameters."""
        return sum(layer.num_params for layer in self.layers)

    @property
    def dtype(self) -> np.dtype[np.floating[Any]]:
        """The type that the network computes in: its parameters', which is float32 unless one is replaced."""
        for layer in self.layers:
            for param in layer.params.values():
                return param.dtype
        return np.dtype(np.float32)

    def named_layers(self) -> Iterator[tuple[str, Layer]]:
        """Return (name, layer), first to last: conv2d, relu, ..., and relu_1 for the second ReLU."""
        return zip(self._names, self.layers, strict=True)

    def get_weights(self) -> Array:
        """Return a copy of all parameters, without `state`, end to end in one vector, (num_params,)."""
        return np.concatenate([np.zeros(0, self.dtype), *(param.ravel() for param in self.params.values())])

    def set_weights(self, weights: ArrayLike) -> None:
        """Take all parameters from one vector, as `get_weights` gives it.

        Raises:
            WeightsError: when it is not a vector of `num_params` finite numbers; the network stays as it was.
        """
        values = np.asarray(weights)
        if values.shape != (self.num_params,):
            raise WeightsError(f"expected weights of shape ({self.num_params},), got {values.shape}")
        with np.errstate(over="ignore"):
            if values.dtype.kind not in "fiu" or not np.isfinite(values.astype(self.dtype)).all():
                raise WeightsError("expected weights to be finite numbers")
        start = 0
        for param in self.params.values():
            param[...] = values[start : start + param.size].reshape(param.shape)
            start += param.size

    def summary(self) -> str:
        """Return a table of the layers, what comes out of each, and its number of parameters."""
        rows = [("layer", "output shape", "parameters"), ("input", _shape_text(self.input_shape), "")]
        for name, layer in self.named_layers():
            rows += _summary_rows(name, layer)
        rows.append(("total", "", f"{self.num_params:,}"))
        name_width, shape_width, params_width = (max(map(len, column)) for column in zip(*rows, strict=True))
        return "\n".join(
            f"{name:<{name_width}}  {shape:<{shape_width}}  {params:>{params_width}}".rstrip()
            for name, shape, params in rows
        )

    def save(self, file: File) -> None:
        """Write parameters and state to an `.npz` file, given by its path or open for writing bytes.

        Raises:
            WeightsError: when a parameter is not finite; then nothing is written.
        """
        weight_files.save({**self.params, **self.state}, file)

    def load(self, file: File) -> None:
        """Take parameters and state from a file of `save`, given by its path or open for reading bytes.

        Raises:
            WeightsError: when the file is damaged, or of another network; the network stays as it was.
        """
        arrays = {**self.params, **self.state}
        loaded = weight_files.load(file, arrays)
        for name, array in arrays.items():
            array[...] = loaded[name]

    def undo(self) -> None:
        """Have the layers undo what the last forward pass in training changed: running means, as a rule."""
        for layer in self.layers:
            layer.undo()

    def _first_with_params(self) -> int:
        for index, layer in enumerate(self.layers):
            if layer.params:
                return index
        return 0


def _summary_rows(name: str, layer: Layer) -> Iterator[tuple[str, str, str]]:
    """Yield a row for each layer inside, and one for the layer itself with what it has besides."""
    own = layer.num_params
    for inner_name, inner in layer.named_layers():
        yield from _summary_rows(f"{name}.{inner_name}", inner)
        own -= inner.num_params
    yield name, _shape_text(layer.output_shape or ()), f"{own:,}"


def _shape_text(shape: Shape) -> str:
    return f"(n, {', '.join(map(str, shape))})"

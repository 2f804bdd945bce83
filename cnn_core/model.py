"""A network: layers one after the other."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any, Literal

import numpy as np

from cnn_core import weights as files
from cnn_core.arrays import Array, Shape
from cnn_core.errors import HyperparameterError, ShapeError, StateError, WeightsError
from cnn_core.layers import Layer
from cnn_core.losses import softmax

BATCH = 512  # bounds the memory that looking at many images takes


class Sequential:
    """Layers one after the other, each fed with what the one before it gives.

    The layers are built at once, so that a stack that doesn't fit is refused here and not at the first step. A layer
    with `activation="relu"` becomes two: the layer, and a ReLU.

    Args:
        layers: the layers, first to last; each can be in one network only.
        input_shape: shape of one image, (h, w, c), or of whatever the first layer takes.
        rng: draws the first weights.
        weights: the first weights, as `get_weights` gives them; then no `rng` is needed.

    Attributes:
        layers: the layers, each activation a layer of its own.
        input_shape: shape of one input.

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
        weights: Array | None = None,
    ) -> None:
        if rng is None and weights is None:
            raise HyperparameterError(
                "first weights have to come from somewhere: rng=np.random.default_rng(1), say"
            )
        if rng is not None and not isinstance(rng, np.random.Generator):
            raise HyperparameterError(
                f"rng must be a NumPy Generator, as np.random.default_rng(1) makes, got {rng!r}"
            )
        _check_layers(layers)
        self.layers: list[Layer] = []
        self.input_shape: Shape = tuple(int(size) for size in input_shape)
        shape = self.input_shape
        for index, layer in enumerate(layers):
            try:
                shape = layer.build(shape, rng or np.random.default_rng(0))
            except ShapeError as error:
                raise ShapeError(f"layer {index} of {len(layers)} (counted from 0): {error}") from None
            self.layers.append(layer)
            if layer.activation is not None:
                self.layers.append(layer.activation)
                layer.activation = None
        self.output_shape: Shape = shape
        self._names = _unique_names(self.layers)
        if weights is not None:
            self.set_weights(weights)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return what the last layer gives for `x`: the logits, (n, classes), in a network that classifies.

        Raises:
            ShapeError: when x is not of shape (n, *input_shape).
        """
        x = np.asarray(x, self.dtype)
        if x.ndim == 0 or x.shape[1:] != self.input_shape:
            sizes = ", ".join(map(str, self.input_shape))
            raise ShapeError(f"expected images of shape (n, {sizes}), got {x.shape}")
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, grad_output: Array, input_gradient: bool = True) -> Array | None:
        """Take the gradient of the output back through all layers, last to first; return that of the input.

        Args:
            grad_output: gradient of the loss with respect to what `forward` returned last.
            input_gradient: whether the gradient of the input is wanted; if not, it is not worked out.

        Raises:
            StateError: before any forward pass, or when a layer gives no gradient back.
            ShapeError: when `grad_output` is not of the output's shape.
        """
        first = 0 if input_gradient else self._first_with_params()
        needed = self.layers[first].needs_input_grad
        self.layers[first].needs_input_grad = input_gradient
        gradient: Array | None = grad_output
        try:
            for layer in reversed(self.layers[first:]):
                if gradient is None:
                    raise StateError(
                        f"the layer after {layer} gave no gradient back: its backward returned None"
                    )
                gradient = layer.backward(gradient)
        finally:
            self.layers[first].needs_input_grad = needed
        return gradient if input_gradient else None

    def predict_proba(self, x: Array) -> Array:
        """Return the probability of each class, (n, classes).

        Raises:
            ShapeError: when x is not of shape (n, *input_shape).
        """
        x = np.asarray(x, self.dtype)
        if len(np.atleast_1d(x)) <= BATCH:
            return softmax(self.forward(x))
        return np.concatenate([softmax(self.forward(x[i : i + BATCH])) for i in range(0, len(x), BATCH)])

    @property
    def params(self) -> MutableMapping[str, Array]:
        """All parameters by name, such as "conv2d.kernel"; what is put here is put into the layer."""
        return _Named(self, "params")

    @property
    def grads(self) -> MutableMapping[str, Array]:
        """The gradients of the last backward pass, by the names of their parameters."""
        return _Named(self, "grads")

    @property
    def num_params(self) -> int:
        """Number of parameters."""
        return sum(layer.num_params for layer in self.layers)

    @property
    def dtype(self) -> np.dtype[np.floating[Any]]:
        """The parameters' type, float32 unless others were put in their place."""
        for layer in self.layers:
            for param in layer.params.values():
                return param.dtype
        return np.dtype(np.float32)

    def named_layers(self) -> Iterator[tuple[str, Layer]]:
        """Yield (name, layer), first to last: conv2d, relu, ..., and relu_1 for the second ReLU."""
        return zip(self._names, self.layers, strict=True)

    def get_weights(self) -> Array:
        """Return a copy of all parameters, end to end in one vector, (num_params,)."""
        return np.concatenate([np.zeros(0, self.dtype), *(param.ravel() for param in self.params.values())])

    def set_weights(self, weights: Array) -> None:
        """Take all parameters from one vector, as `get_weights` gives it.

        Raises:
            WeightsError: when it is not a vector of `num_params` finite numbers; the network stays as it was.
        """
        weights = np.asarray(weights)
        if weights.shape != (self.num_params,):
            raise WeightsError(
                f"expected {self.num_params} weights, shape ({self.num_params},), got {weights.shape}"
            )
        if weights.dtype.kind not in "fiu" or not np.isfinite(weights).all():
            raise WeightsError("weights must be finite numbers")
        start = 0
        for param in self.params.values():
            param[...] = weights[start : start + param.size].reshape(param.shape)
            start += param.size

    def summary(self) -> str:
        """Return a table of the layers, what comes out of each, and its parameters."""
        rows = [("layer", "output shape", "parameters"), ("input", _shape_text(self.input_shape), "")]
        for name, layer in self.named_layers():
            rows.append((name, _shape_text(layer.output_shape or ()), f"{layer.num_params:,}"))
        rows.append(("total", "", f"{self.num_params:,}"))
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join(
            f"{name:<{widths[0]}}  {shape:<{widths[1]}}  {params:>{widths[2]}}".rstrip()
            for name, shape, params in rows
        )

    def save(self, file: files.File) -> None:
        """Write all parameters to an `.npz` file, given by its path or opened for writing bytes.

        Raises:
            WeightsError: when a parameter is not finite; nothing is written.
        """
        files.save(self.params, file)

    def load(self, file: files.File) -> None:
        """Take all parameters from a file that `save` wrote.

        Raises:
            WeightsError: when the file is damaged, or not of a network like this one; the network stays as it was.
        """
        loaded = files.load(file, self.params)
        for name, param in self.params.items():
            param[...] = loaded[name]

    def _first_with_params(self) -> int:
        return next((index for index, layer in enumerate(self.layers) if layer.params), 0)


class _Named(MutableMapping[str, Array]):
    """The parameters, or the gradients, of all layers as one mapping, which reads from and writes to the layers."""

    def __init__(self, model: Sequential, kind: Literal["params", "grads"]) -> None:
        self._places: dict[str, tuple[dict[str, Array], str]] = {}
        for layer_name, layer in model.named_layers():
            arrays = layer.params if kind == "params" else layer.grads
            for name in arrays:
                self._places[f"{layer_name}.{name}"] = arrays, name

    def __getitem__(self, name: str) -> Array:
        arrays, key = self._places[name]
        return arrays[key]

    def __setitem__(self, name: str, value: Array) -> None:
        arrays, key = self._places[name]
        arrays[key] = value

    def __delitem__(self, name: str) -> None:
        raise TypeError("what a layer has can be changed but not taken away")

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _check_layers(layers: Sequence[Layer]) -> None:
    if not layers:
        raise HyperparameterError("a network needs at least one layer")
    for index, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise HyperparameterError(f"layer {index} is not a layer: {layer!r}")
        if any(layer is other for other in layers[:index]):
            raise HyperparameterError(f"layer {index}, {layer}, is in the network already; make another one")


def _unique_names(layers: Sequence[Layer]) -> list[str]:
    """Return "max_pool2d" for MaxPool2D, "relu" for ReLU, and "relu_1" for the second of them."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for layer in layers:
        name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
        seen[name] = seen.get(name, -1) + 1
        names.append(f"{name}_{seen[name]}" if seen[name] else name)
    return names


def _shape_text(shape: Shape) -> str:
    return f"(n, {', '.join(map(str, shape))})"

"""Layers one after the other: what a network and a residual block have in common."""

import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import Literal, TypeAlias

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.errors import HyperparameterError, ShapeError
from cnn_core.layers.layer import Layer

Kind: TypeAlias = Literal["params", "grads", "state"]


def build_stack(
    layers: Sequence[Layer], input_shape: Shape, rng: np.random.Generator
) -> tuple[list[Layer], Shape]:
    """Build each layer for what the one before it gives, and make each activation a layer of its own.

    Returns:
        (layers, output_shape), the layers with the activations among them.

    Raises:
        ShapeError: when a layer can't take what the one before it gives; says which layer, and why.
    """
    built: list[Layer] = []
    shape = input_shape
    for index, layer in enumerate(layers):
        try:
            shape = layer.build(shape, rng)
        except ShapeError as error:
            raise ShapeError(f"layer {index} (counting from 0): {error}") from None
        built.append(layer)
        if layer.activation:
            built.append(layer.activation)
            layer.activation = None
    return built, shape


def check_layers(layers: Sequence[Layer]) -> None:
    """Refuse what is not a layer, and a layer that is there twice, also within others."""
    seen: set[int] = set()
    for index, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise HyperparameterError(f"layer {index} (counting from 0) is not a layer: {layer!r}")
        for part in all_layers(layer):
            if id(part) in seen:
                raise HyperparameterError(
                    f"layer {index}, {part}, is in the network already; make another one"
                )
            seen.add(id(part))


def all_layers(layer: Layer) -> Iterator[Layer]:
    """Yield a layer, those inside it, and their activations."""
    yield layer
    if layer.activation:
        yield layer.activation
    for _, inner in layer.named_layers():
        yield from all_layers(inner)


def unique_names(layers: Sequence[Layer]) -> list[str]:
    """Return "max_pool2d" for MaxPool2D, "relu" for ReLU, and "relu_1" for the second of them."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for layer in layers:
        name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
        number = seen.get(name, 0)
        seen[name] = number + 1
        names.append(f"{name}_{number}" if number else name)
    return names


class ByName(MutableMapping[str, Array]):
    """The parameters, gradients or states of all layers as one mapping that reads from and writes to them."""

    def __init__(self, named_layers: Iterable[tuple[str, Layer]], kind: Kind) -> None:
        self._kind = kind
        source = "state" if kind == "state" else "params"  # gradients have their parameters' names
        self._places = dict(_places(named_layers, source))

    def __getitem__(self, name: str) -> Array:
        layer, key = self._places[name]
        array: Array = getattr(layer, self._kind)[key]
        return array

    def __setitem__(self, name: str, value: Array) -> None:
        layer, key = self._places[name]
        getattr(layer, self._kind)[key] = value

    def __delitem__(self, name: str) -> None:
        raise TypeError("what a layer has can be replaced but not taken away")

    def __iter__(self) -> Iterator[str]:
        if self._kind == "grads":
            return (name for name, (layer, key) in self._places.items() if key in layer.grads)
        return iter(self._places)

    def arrays(self) -> list[Array]:
        """Return all of them, in the order of their names.

        Raises:
            KeyError: when a gradient is missing.
        """
        kind = self._kind
        return [getattr(layer, kind)[key] for layer, key in self._places.values()]

    def __len__(self) -> int:
        return sum(1 for _ in self) if self._kind == "grads" else len(self._places)

    def __repr__(self) -> str:
        return repr(dict(self))


def _places(
    named_layers: Iterable[tuple[str, Layer]], source: str, prefix: str = ""
) -> Iterator[tuple[str, tuple[Layer, str]]]:
    """Yield the name of each array with the layer that has it, however deep inside, and its name there."""
    for layer_name, layer in named_layers:
        inner = list(layer.named_layers())
        if inner:
            yield from _places(inner, source, f"{prefix}{layer_name}.")
        else:
            for name in getattr(layer, source):
                yield f"{prefix}{layer_name}.{name}", (layer, name)

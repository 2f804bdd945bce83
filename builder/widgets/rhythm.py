"""The rhythm of convolutional networks as a figure: the same few layers again and again."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, model_validator

from builder.widgets.base import Site, Widget
from cnn_core.architectures import Conv, FullyConnected, Pool, Record
from cnn_core.arrays import Shape
from cnn_core.shapes import count, trace_shapes

HEIGHT = 72  # of the tallest slab, in the figure's units
GAP = 3


@dataclass(frozen=True)
class Slab:
    """One layer's output: as tall as its maps, as wide as there are many of them."""

    kind: str
    x: float
    width: float
    height: float

    @property
    def y(self) -> float:
        return (HEIGHT - self.height) / 2


@dataclass(frozen=True)
class Step:
    """Layers whose outputs have one shape."""

    names: tuple[str, ...]
    shape: Shape
    params: int
    slabs: tuple[Slab, ...]

    @property
    def width(self) -> float:
        return self.slabs[-1].x + self.slabs[-1].width


class Rhythm(Widget):
    """`blocks` times convolution, ReLU, convolution, ReLU and pooling; then a dense head with `units` units.

    The first block has `filters` filters a convolution, and each block twice as many as the one before.
    """

    size: Annotated[int, Field(ge=4, le=224)] = 32
    channels: Annotated[int, Field(ge=1, le=3)] = 3
    filters: Annotated[int, Field(ge=1, le=64)] = 16
    blocks: Annotated[int, Field(ge=1, le=4)] = 3
    units: Annotated[int, Field(ge=1, le=4096)] = 128
    classes: Annotated[int, Field(ge=2, le=1000)] = 10

    @model_validator(mode="after")
    def _leaves_something(self) -> "Rhythm":
        if self.size >> self.blocks < 1:
            raise ValueError(f"{self.blocks} blocks halve a side of {self.size} pixels to nothing")
        return self

    def context(self, site: Site) -> dict[str, Any]:
        del site
        start = (self.size, self.size, self.channels)
        shape: Shape = start
        blocks = []
        for block in range(self.blocks):
            conv = Conv(self.filters * 2**block, 3, padding="same")
            steps = [
                self._step(("conv", "ReLU", "conv", "ReLU"), (conv, conv), shape),
                self._step(("pool",), (Pool(2, 2),), (*shape[:2], conv.filters)),
            ]
            blocks.append(steps)
            shape = steps[-1].shape
        flat = (count(shape),)
        head = [
            self._step(("flatten",), (), flat),
            self._step(("dense", "ReLU"), (FullyConnected(self.units),), flat),
            self._step(("dense", "softmax"), (FullyConnected(self.classes),), (self.units,)),
        ]
        total = sum(step.params for steps in (*blocks, head) for step in steps)
        image = self._step(("image",), (), start)
        return {"image": image, "blocks_shown": blocks, "head": head, "total": total, "height": HEIGHT}

    def _step(self, names: tuple[str, ...], layers: tuple[Record, ...], shape: Shape) -> Step:
        rows = trace_shapes(layers, shape)
        out = rows[-1].output_shape if rows else shape
        width, height = self._extent(out)
        slabs = tuple(Slab(name, i * (width + GAP), width, height) for i, name in enumerate(names))
        return Step(names, out, sum(row.params for row in rows), slabs)

    def _extent(self, shape: Shape) -> tuple[float, float]:
        """Width and height of a slab: areas would mislead, so a row of numbers is a tall line."""
        if len(shape) == 1:
            return 6, HEIGHT * min(1, 0.2 + 0.8 * shape[0] / (4 * self.units))
        return 3 + 2 * shape[2] ** 0.5, HEIGHT * shape[0] / self.size

"""What the two kinds of pooling have in common."""

from cnn_core.arrays import Shape
from cnn_core.errors import ShapeError
from cnn_core.layers.layer import Layer
from cnn_core.shapes import output_size
from cnn_core.validation import whole_number


class Pool2D(Layer):
    """Looks at an image through windows, channel by channel; what it makes of each, a subclass says.

    Args:
        pool_size: k; a window is k × k pixels. Rows and columns that don't fill a window are left out.
        strides: S, pixels from one window to the next; `pool_size` if not given.

    Raises:
        HyperparameterError: when an argument is not a positive whole number.
        ShapeError: when built for something other than images, or for images smaller than the window.
    """

    def __init__(self, pool_size: int = 2, strides: int | None = None) -> None:
        super().__init__()
        self.pool_size = whole_number("pool_size", pool_size)
        self.strides = self.pool_size if strides is None else whole_number("strides", strides)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, c)."""
        if len(input_shape) != 3:
            raise ShapeError(f"{self} expected images of shape (h, w, c), got {input_shape}")
        h, w, c = input_shape
        k = self.pool_size
        if k > min(h, w):
            raise ShapeError(f"{self} does not fit: its windows are {k} × {k}, the images {h} × {w} pixels")
        return output_size(h, k, self.strides), output_size(w, k, self.strides), c

    def windows(self) -> list[tuple[int, int]]:
        """Return (pool_size, strides)."""
        return [(self.pool_size, self.strides)]

    def __repr__(self) -> str:
        strides = f", strides={self.strides}" if self.strides != self.pool_size else ""
        return f"{type(self).__name__}({self.pool_size}{strides})"

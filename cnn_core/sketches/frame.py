"""Where in an image a sketch sits and how thick it is: the one normalization.

`digits` draws to it, `fit_box` brings a reader's strokes to it, and `prepare` brings any gray image to it.
"""

MINIMUM_SIZE, MAXIMUM_SIZE = 8, 64

PEN_TO_BOX = (
    0.135  # a typical pen's width as a fraction of the box's side, as in MNIST and the UCI digits alike
)


def box_side(size: int) -> float:
    """Side of the centered square that a digit's ink fills, as a fraction of the image's side.

    20 of 28 pixels, as in MNIST; at 8 pixels nearly everything, for there every pixel is needed.
    """
    return (0.65 * size + 1.8) / size


def pen_width(size: int) -> float:
    """A typical pen's width, as a fraction of the image's side."""
    return PEN_TO_BOX * box_side(size)


def check_size(size: int) -> None:
    """Raise ValueError unless `size` is a whole number from 8 to 64."""
    if isinstance(size, bool) or not hasattr(size, "__index__") or not MINIMUM_SIZE <= size <= MAXIMUM_SIZE:
        raise ValueError(f"expected a size from {MINIMUM_SIZE} to {MAXIMUM_SIZE} pixels, got {size!r}")

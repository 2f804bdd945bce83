"""Where in an image a sketch sits and how thick it is: the one normalization.

`digits` draws to it, `fit_box` brings a reader's strokes to it, and `prepare` brings any gray image to it.
"""

from cnn_core.errors import HyperparameterError
from cnn_core.validation import whole_number

MINIMUM_SIZE, MAXIMUM_SIZE = 8, 64

# A typical pen's width as a fraction of the box's side, in MNIST and in the UCI digits alike.
PEN_TO_BOX = 0.15


def box_side(size: int) -> float:
    """Side of the centered square that a digit's ink fills, as a fraction of the image's side.

    20 of 28 pixels, as in MNIST; all of 8 pixels, as in the UCI digits, for there every pixel is needed.
    """
    return (0.6 * size + 3.2) / size


def pen_width(size: int) -> float:
    """A typical pen's width, as a fraction of the image's side."""
    return PEN_TO_BOX * box_side(size)


def whole_size(size: int) -> int:
    """Return `size` as an int; raise HyperparameterError unless it is a whole number from 8 to 64."""
    number = whole_number("size", size, at_least=MINIMUM_SIZE)
    if number > MAXIMUM_SIZE:
        raise HyperparameterError(f"size must be at most {MAXIMUM_SIZE} pixels, got {size!r}")
    return number

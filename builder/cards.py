"""The pictures that other sites show for a link: a sketch, and what the network's filters find in it."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from builder.png import png
from builder.portrait import trained
from cnn_core import sketches

WIDTH, HEIGHT = 1200, 630
SEED = 4
CELL = 53  # pixels of the card for one of the sketch
MAP_CELL = 32
# As in site/css/registered.css, on the light page.
PAPER, RAISED, RULE, INK = (251, 251, 248), (255, 255, 255), (216, 220, 212), (35, 40, 43)
NEGATIVE, POSITIVE = (31, 98, 180), (182, 80, 5)

Pixels = NDArray[np.uint8]


def card(number: int) -> bytes:
    """A PNG of a number, drawn as the lessons' sketches are, and its last digit's four feature maps."""
    return _card(number)


@cache
def _card(number: int) -> bytes:
    pixels = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:] = PAPER
    images = [_sketch(int(digit)) for digit in str(number)[-2:]]
    cell = CELL if len(images) == 1 else CELL * 5 // 9
    left = 108
    for image in images:
        _paint(pixels, image, left, (HEIGHT - 8 * cell) // 2, cell, signed=False)
        left += 8 * cell + cell
    maps = _maps(images[-1])
    largest = float(np.abs(maps).max())
    gap = (8 * CELL - 12 * MAP_CELL) // 2 + 8
    for f in range(4):
        x = WIDTH - 108 - 12 * MAP_CELL - gap + (f % 2) * (6 * MAP_CELL + gap)
        y = (HEIGHT - 12 * MAP_CELL - gap) // 2 + (f // 2) * (6 * MAP_CELL + gap)
        _paint(pixels, maps[:, :, f] / largest, x, y, MAP_CELL, signed=True)
    return png(pixels)


def _sketch(digit: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(SEED)
    images, labels = sketches.digits(32, classes=(digit, (digit + 1) % 10), rng=rng)
    chosen: NDArray[np.float32] = images[int(np.argmin(labels)), :, :, 0]
    return chosen


def _maps(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """The feature maps of a sketch, (6, 6, 4), by the network of the home page."""
    layer = trained().model.layers[0]
    found: NDArray[np.float32] = layer.forward(image.reshape(1, 8, 8, 1))[0]
    return found


def _paint(
    pixels: Pixels, values: NDArray[np.floating], left: int, top: int, cell: int, *, signed: bool
) -> None:
    """Squares of `values` from −1 to 1 on a white sheet with a rule around it."""
    height, width = values.shape
    pixels[top - 2 : top + height * cell + 2, left - 2 : left + width * cell + 2] = RULE
    strength = np.clip(np.abs(values), 0, 1)[:, :, None]
    ends = np.where((values < 0)[:, :, None], NEGATIVE, POSITIVE) if signed else np.asarray(INK)
    colors = np.rint(np.asarray(RAISED) * (1 - strength) + ends * strength).astype(np.uint8)
    squares = colors.repeat(cell, axis=0).repeat(cell, axis=1)
    pixels[top : top + height * cell, left : left + width * cell] = squares

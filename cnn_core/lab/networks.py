"""The networks that a laboratory can train, by name, each with the sketches it learns from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core import market, sketches
from cnn_core.arrays import Padding
from cnn_core.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Residual
from cnn_core.model import Sequential

NUM_TRAIN = 3000
NUM_TEST = 500
APART = 150  # examples from where one subset begins to where the next does: 20 of them go round once
PAIRS = (2, 8, 16, 24, 32)  # of convolutions in the deep networks

DeepKind = Literal["plain", "residual", "identity"]
DEEP: tuple[DeepKind, ...] = ("plain", "residual", "identity")

Images = NDArray[np.float32]
Labels = NDArray[np.int64]
Examples = tuple[Images, Labels]


@dataclass(frozen=True)
class Network:
    """A network by its layers, and how much there is to learn from.

    Attributes:
        layers: makes the layers, given the numbers of filters in the first convolution and of classes.
        size: side of the images in pixels.
        channels: 1 for sketches of digits, 3 for colored pictures of fruit.
        names: what the classes are called.
        filters: in the first convolution, unless a reader says otherwise.
        learning_rate: likewise.
        num_train: sketches to train on.
        num_test: sketches held out.
        test_every: steps from one look at the held-out sketches to the next.
        tested_at_once: held-out sketches looked at in one go, which takes a few milliseconds or less than
            a step.
        scrambled: its pixels change places, in every sketch alike.
    """

    layers: Callable[[int, int], list[Layer]]
    size: int = 8
    channels: int = 1
    names: tuple[str, ...] = tuple("0123456789")
    filters: int = 4
    learning_rate: float = 0.01
    num_train: int = NUM_TRAIN
    num_test: int = NUM_TEST
    test_every: int = 5
    tested_at_once: int = NUM_TEST
    scrambled: bool = False

    @property
    def input_shape(self) -> tuple[int, int, int]:
        return self.size, self.size, self.channels

    def build(self, filters: int, classes: int, rng: np.random.Generator) -> Sequential:
        return Sequential(self.layers(filters, classes), input_shape=self.input_shape, rng=rng)

    def draw(self, classes: tuple[int, ...], shift: int) -> tuple[Examples, Examples]:
        """What to train on and what is held out; the same for every seed, so that runs can be compared."""
        return self.some(self.num_train, classes, shift, 101), self.some(self.num_test, classes, shift, 202)

    def some(self, n: int, classes: tuple[int, ...], shift: int, seed: int) -> Examples:
        """Draw n sketches or pictures."""
        return _draw(n, self.size, self.channels, self.scrambled, classes, shift, seed)


@lru_cache(maxsize=8)  # networks that are compared learn from the same ones
def _draw(
    n: int, size: int, channels: int, scrambled: bool, classes: tuple[int, ...], shift: int, seed: int
) -> Examples:
    rng = np.random.default_rng(seed)
    draw = sketches.digits if channels == 1 else market.pictures
    images, labels = draw(n, classes=classes, size=size, shift=shift, rng=rng)
    return (scramble(images) if scrambled else images), labels


def few(examples: Examples, n: int, subset: int = 0) -> Examples:
    """Return n of the examples, as many of each class as possible; all of them if there are no more.

    A larger n brings more examples to the same ones, so that what changes between two runs is their number.
    Another `subset` begins with others.
    """
    images, labels = examples
    if n >= len(labels):
        return examples
    images, labels = np.roll(images, -APART * subset, axis=0), np.roll(labels, -APART * subset)
    rank = np.zeros(len(labels), np.int64)  # how many of its class came before
    for label in np.unique(labels):
        mine = labels == label
        rank[mine] = np.arange(np.count_nonzero(mine))
    chosen = np.sort(np.lexsort((labels, rank))[:n])
    return images[chosen], labels[chosen]


def scramble(images: Images) -> Images:
    """Let pixels change places, in every image alike: no number is lost, but what was beside what."""
    n, h, w, c = images.shape
    places = np.random.default_rng(303).permutation(h * w)
    return images.reshape(n, h * w, c)[:, places].reshape(n, h, w, c)


def lesson_layers(filters: int, classes: int, padding: Padding = "valid") -> list[Layer]:
    """The main lesson's network: 700 parameters with 4 filters and 4 classes, on images of 8 × 8."""
    return [
        Conv2D(filters, 3, padding=padding),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dense(16),
        ReLU(),
        Dense(classes),
    ]


def _perceptron(_filters: int, classes: int) -> list[Layer]:
    return [Flatten(), Dense(10), ReLU(), Dense(classes)]


def _wide_perceptron(_filters: int, classes: int) -> list[Layer]:
    """As many units as the lesson's convolution has outputs, 6 · 6 · 4, each with weights of its own."""
    return [Flatten(), Dense(144), ReLU(), Dense(classes)]


def _linear(_filters: int, classes: int) -> list[Layer]:
    return [Flatten(), Dense(classes)]


def _larger_perceptron(_filters: int, classes: int) -> list[Layer]:
    return [Flatten(), Dense(32), ReLU(), Dense(classes)]


def _two_stages(filters: int, classes: int) -> list[Layer]:
    return [
        *(Conv2D(filters, 3), ReLU(), MaxPool2D(2)),
        *(Conv2D(2 * filters, 3), ReLU(), MaxPool2D(2)),
        *(Flatten(), Dense(classes)),
    ]


def _two_double_stages(filters: int, classes: int) -> list[Layer]:
    def stage(filters: int) -> list[Layer]:
        first, second = (Conv2D(filters, 3, padding="same") for _ in range(2))
        return [first, ReLU(), second, ReLU(), MaxPool2D(2)]

    return [*stage(filters), *stage(2 * filters), Flatten(), Dense(classes)]


def deep_name(kind: DeepKind, pairs: int) -> str:
    """Return a deep network's name, which ends in the number of its layers with weights: "plain-18"."""
    return f"{kind}-{2 * pairs + 2}"


def _deep(kind: DeepKind, pairs: int) -> Callable[[int, int], list[Layer]]:
    """A convolution, pooling to 4 × 4, pairs of convolutions, a dense layer.

    "plain" has one layer after the other; "residual" adds the input of each pair to its output, with the same
    parameters, and the same first weights for a seed; in "identity", these additions are all that a pair does
    at first, since its last kernel starts at 0.
    """

    def layers(filters: int, classes: int) -> list[Layer]:
        blocks: list[Layer] = []
        for _ in range(pairs):
            first, second = (Conv2D(filters, 3, padding="same") for _ in range(2))
            pair: list[Layer] = [first, ReLU(), second]
            blocks += pair if kind == "plain" else [Residual(pair, zero_init=kind == "identity")]
            blocks.append(ReLU())
        start = [Conv2D(filters, 3, padding="same"), ReLU(), MaxPool2D(2)]
        return [*start, *blocks, Flatten(), Dense(classes)]

    return layers


def network(filters: int, classes: int, rng: np.random.Generator, padding: Padding = "valid") -> Sequential:
    """The lesson's network: 700 parameters with 4 filters and 4 classes."""
    return Sequential(lesson_layers(filters, classes, padding), input_shape=(8, 8, 1), rng=rng)


def perceptron(classes: int, rng: np.random.Generator) -> Sequential:
    """A multilayer perceptron of about the same size, 694 parameters with 4 classes."""
    return NETWORKS["mlp"].build(0, classes, rng)


def _rung(layers: Callable[[int, int], list[Layer]]) -> Network:
    """One of several kinds of network on the same sketches: as many held out as make differences show."""
    return Network(layers, size=28, num_train=1000, num_test=1000, test_every=150, tested_at_once=100)


NETWORKS = {
    "cnn": Network(lesson_layers),
    "mlp": Network(_perceptron),
    "mlp-wide": Network(_wide_perceptron),
    "cnn-scrambled": Network(lesson_layers, scrambled=True),
    "mlp-scrambled": Network(_perceptron, scrambled=True),
    "mlp-wide-scrambled": Network(_wide_perceptron, scrambled=True),
    "digits-28": Network(
        _two_stages, size=28, filters=8, num_train=2000, num_test=300, test_every=20, tested_at_once=100
    ),
    "linear-28": _rung(_linear),
    "mlp-28": _rung(_larger_perceptron),
    "cnn-28": _rung(_two_stages),
    "color-32": Network(
        _two_double_stages,
        size=32,
        channels=3,
        names=market.NAMES,
        filters=16,
        learning_rate=0.003,  # with 0.01, some seeds never begin to learn shapes
        num_train=1000,
        num_test=200,
        test_every=20,
        tested_at_once=25,
    ),
    **{
        deep_name(kind, pairs): Network(_deep(kind, pairs), test_every=20, tested_at_once=100)
        for kind in DEEP
        for pairs in PAIRS
    },
}

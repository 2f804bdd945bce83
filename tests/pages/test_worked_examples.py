"""The numbers of the worked examples, held to sums written out here and to differences."""

import math

import numpy as np
import pytest

from builder.widgets import depth, race, rhythm
from builder.widgets.base import Site
from builder.worked_examples import (
    block,
    kernel_gradient,
    pixel_gradient,
    probability,
    published,
    stacked_gradient,
    surprise,
)
from cnn_core import Conv2D, Dense, Flatten, Sequential
from cnn_core.lab.networks import DEEP, NETWORKS, PAIRS, deep_name

X = ((1, 0, 2), (0, 1, 1), (2, 1, 0))
KERNEL = ((1, 0), (-1, 2))
GRADIENT = ((1, -2), (0, 3))
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def test_softmax_and_its_gradient() -> None:
    scores = (1, 2, 0, -1)
    exponentials = [math.exp(score) for score in scores]
    for k in range(4):
        assert probability(scores, k) == pytest.approx(exponentials[k] / sum(exponentials))
        moved = [tuple(s + h * (i == k) for i, s in enumerate(scores)) for h in (1e-5, -1e-5)]
        slope = (surprise(moved[0], 0) - surprise(moved[1], 0)) / 2e-5
        assert probability(scores, k) - (k == 0) == pytest.approx(slope, abs=1e-8)


def test_the_gradients_of_a_small_convolution() -> None:
    """By moving each weight and each pixel, of the sum that the gradients of the map weigh."""

    def weighed(x: np.ndarray, kernel: np.ndarray) -> float:  # type: ignore[type-arg]
        places = [(i, j) for i in range(2) for j in range(2)]
        return sum(GRADIENT[i][j] * float((x[i : i + 2, j : j + 2] * kernel).sum()) for i, j in places)

    x, kernel = np.array(X, float), np.array(KERNEL, float)
    start = weighed(x, kernel)
    for row in range(2):
        for column in range(2):
            other = kernel.copy()
            other[row, column] += 1  # linear: a step of one is as good as a small one
            slope = weighed(x, other) - start
            assert kernel_gradient(X, KERNEL, GRADIENT, row, column) == pytest.approx(slope)
    for row in range(3):
        for column in range(3):
            other = x.copy()
            other[row, column] += 1
            slope = weighed(other, kernel) - start
            assert pixel_gradient(X, KERNEL, GRADIENT, row, column) == pytest.approx(slope)


def test_the_residual_block() -> None:
    first, second = np.array([[0.2, 0.1], [-0.1, 0.3]]), np.array([[0.3, -0.2], [0.1, 0.4]])
    x = np.array([1, -0.5])
    z = first @ x
    f = second @ np.maximum(z, 0)
    for name, vector in {"z": z, "f": f, "sum": f + x, "out": np.maximum(f + x, 0)}.items():
        assert [block(name, i) for i in range(2)] == pytest.approx(vector), name
    assert [block("out", i, "without") for i in range(2)] == pytest.approx(f)
    gradient, activations = np.ones(2), [x]
    for _ in range(20):
        activations.append(np.maximum(second @ np.maximum(first @ activations[-1], 0), 0))
    for before, after in zip(activations[-2::-1], activations[:0:-1], strict=True):
        gates = (first @ before > 0)[:, None]
        gradient = (second @ (gates * first)).T @ (gradient * (after > 0))
    assert stacked_gradient(20, "without").endswith(
        f"10⁻{str(round(-np.log10(np.hypot(*gradient)))).translate(RAISED)}"
    )
    assert 0.1 < float(stacked_gradient(20)) < 10
    with pytest.raises(ValueError, match="no numbers 'w'"):
        block("w")


def test_published_networks() -> None:
    dense = (25088 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert published("vgg16", "dense") == dense
    assert round(dense / published("vgg16"), 2) == 0.89
    assert (published("lenet5"), published("resnet50", "depth")) == (61_706, 50)
    with pytest.raises(ValueError, match="no network 'vgg'"):
        published("vgg")


def test_multiplications_are_counted_place_by_place() -> None:
    layers = [Conv2D(3, 2, strides=2), Flatten(), Dense(5)]
    model = Sequential(layers, input_shape=(6, 6, 2), rng=np.random.default_rng(0))
    assert race.multiplications(model) == 9 * (2 * 2 * 2) * 3 + 27 * 5


def test_deep_networks_differ_in_their_skips_alone() -> None:
    for pairs in PAIRS:
        plain, residual, identity = (
            NETWORKS[deep_name(kind, pairs)].build(8, 4, np.random.default_rng(3)) for kind in DEEP
        )
        assert (plain.get_weights() == residual.get_weights()).all()
        differing = plain.get_weights() != identity.get_weights()
        assert differing.sum() == pairs * 9 * 8 * 8, "the second kernel of each pair"
        assert (identity.get_weights()[differing] == 0).all()
        assert depth.deep_params(pairs) == 80 + 2 * pairs * (8 * 9 + 1) * 8 + (4 * 4 * 8 + 1) * 4
        convolutions = sum(name.endswith("kernel") for name in plain.params)
        assert deep_name("residual", pairs) == f"residual-{convolutions}"


def test_the_rhythm_adds_up(tmp_path: object) -> None:
    shown = rhythm.Rhythm(size=16, channels=1, filters=4, blocks=2, units=8, classes=3).context(
        Site(root=tmp_path)  # type: ignore[arg-type]
    )
    shapes = [step.shape for steps in (*shown["blocks_shown"], shown["head"]) for step in steps]
    assert shapes == [(16, 16, 4), (8, 8, 4), (8, 8, 8), (4, 4, 8), (128,), (8,), (3,)]
    convolutions = (9 + 1) * 4 + (36 + 1) * 4 + (36 + 1) * 8 + (72 + 1) * 8
    assert shown["total"] == convolutions + 129 * 8 + 9 * 3

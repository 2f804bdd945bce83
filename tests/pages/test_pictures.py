"""Pictures that are part of the page, held to the numbers they show, and the story's to the network."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from builder.pictures import LEVELS, shades
from builder.trained import STEPS
from builder.widgets.story import LAYERS, NETWORK, tell
from cnn_core.lab.session import Session


def drawn(svg: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """The numbers that the squares show, read back from the paths; each square is drawn once."""
    grid = np.zeros(shape)
    for kind, opacity, outline in re.findall(r'class="(\w+)" fill-opacity="([\d.]+)" d="([^"]+)"', svg):
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", outline):
            place = grid[int(y), int(x) : int(x) + int(width)]
            assert len(place) == int(width)
            assert not place.any()
            place[:] = (-1 if kind == "negative" else 1) * float(opacity)
    return grid


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (26, 26)])
def test_squares_show_the_numbers(shape: tuple[int, int]) -> None:
    grid = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    grid[0, 0] = 0
    shown = drawn(shades(grid, "signed", 2.0), shape)
    assert np.abs(shown - np.clip(grid / 2, -1, 1)).max() <= 0.5 / LEVELS + 1e-6


def test_a_map_of_zeros_shows_nothing() -> None:
    assert shades(np.zeros((4, 4), np.float32), "signed", 0.0) == ""


def test_the_story_shows_a_real_sketch_s_way_through_a_trained_network() -> None:
    told = tell()
    session = Session({"network": NETWORK, "classes": list(range(10)), "seed": 1})
    while session.describe()["progress"]["step"] < STEPS[NETWORK]:
        session.train(50, 60_000)
    images, labels = session.examples("test")
    sample = told["sample"]
    assert labels[sample] == told["label"]
    x = images[sample : sample + 1]
    outputs = [x[0]]
    for layer in session.model.layers:
        x = layer.forward(x)
        outputs.append(x[0])
    scores = outputs[-1].astype(float)
    answers = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    assert told["answers"] == pytest.approx(answers, abs=1e-5)
    sizes = [told["stacks"][name].shape for name in LAYERS]
    assert sizes == [(28, 28, 1), (26, 26, 8), (13, 13, 8), (11, 11, 16), (5, 5, 16), (400,), (10,)]
    for name in ("maps", "pooled", "deeper", "kept"):
        stack, output = told["stacks"][name], outputs[LAYERS[name]]
        for c, picture in enumerate(stack.pictures):
            shown = drawn(picture, output.shape[:2])
            assert np.abs(shown - output[..., c] / output.max()).max() <= 0.5 / LEVELS + 1e-5
    assert told["params"]["conv2d"] + told["params"]["conv2d_1"] + told["params"]["dense"] == 5258
    assert told["num_params"] == 5258
    assert told["seen"] == 8

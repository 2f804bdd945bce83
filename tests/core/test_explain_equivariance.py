"""Where moving and convolving can be exchanged, against loops over a field without borders."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.explain import ExplainError, explain
from cnn_core.explain.equivariance import FIELD, HOME, KERNELS


def respond(field: np.ndarray[Any, Any], kernel: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A convolution with zeros around, pixel by pixel."""
    n = len(field)
    response = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for u in range(3):
                for v in range(3):
                    if 0 <= i + u - 1 < n and 0 <= j + v - 1 < n:
                        response[i, j] += field[i + u - 1, j + v - 1] * kernel[u, v]
    return response


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("top", "left"), [(HOME, HOME), (0, 10), (7, 3), (10, 10), (-3, 4), (12, 15)])
def test_both_orders_are_what_loops_give(kernel: str, top: int, left: int) -> None:
    explained = explain("equivariance", {"top": top, "left": left, "digit": 4, "kernel": kernel})
    at_home = np.zeros((FIELD, FIELD))
    at_home[HOME : HOME + 10, HOME : HOME + 10] = explained["glyph"]
    np.testing.assert_array_equal(explained["moved_first"], respond(explained["field"], KERNELS[kernel]))
    home = respond(at_home, KERNELS[kernel])
    for i in range(FIELD):
        for j in range(FIELD):
            from_row, from_column = i - (top - HOME), j - (left - HOME)
            inside = 0 <= from_row < FIELD and 0 <= from_column < FIELD
            assert explained["moved_after"][i, j] == (home[from_row, from_column] if inside else 0)
    difference = np.abs(explained["moved_first"] - explained["moved_after"]).max()
    assert explained["largest_difference"] == difference


@given(top=st.integers(0, 10), left=st.integers(0, 10), digit=st.integers(0, 9))
def test_inside_the_field_a_convolution_is_exact(top: int, left: int, digit: int) -> None:
    for kernel in KERNELS:
        arguments = {"top": top, "left": left, "digit": digit, "kernel": kernel}
        explained = explain("equivariance", arguments)
        assert explained["largest_difference"] == 0
        assert explained["moved_by"] == [top - HOME, left - HOME]
        for layers in ("strides", "pooling"):
            halved = explain("equivariance", arguments | {"layers": layers})
            if (top - HOME) % 2 == (left - HOME) % 2 == 0:
                assert halved["largest_difference"] == 0
                assert halved["moved_by"] == [(top - HOME) // 2, (left - HOME) // 2]


@pytest.mark.parametrize("layers", ["strides", "pooling"])
def test_half_a_pixel_is_not_exact_and_the_nearest_move_is_the_best(layers: str) -> None:
    explained = explain("equivariance", {"top": HOME, "left": HOME + 3, "layers": layers})
    assert explained["largest_difference"] > 0
    assert explained["moved_by"] in ([0, 1], [0, 2])
    home = explain("equivariance", {"layers": layers})["moved_first"]
    differences = [
        np.abs(explained["moved_first"] - np.pad(home, ((0, 0), (by, 0)))[:, :10]).max() for by in (1, 2)
    ]
    assert explained["largest_difference"] == min(differences)
    assert "half a pixel" in explained["verdict"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Not moved yet."),
        (
            {"top": 5, "left": 1},
            "Moved 3 down and 1 left. The map moved along, by as much, and not one of its numbers differs.",
        ),
        ({"left": 6, "layers": "strides"}, "Moved 4 right. The map moved along, by half as many of its own"),
        ({"top": -4}, "Moved 6 up. Part of the digit is outside, and at the border the kernel sees zeros"),
    ],
)
def test_the_verdict_says_what_was_measured(changed: dict[str, Any], said: str) -> None:
    assert explain("equivariance", changed)["verdict"].startswith(said)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"top": 16}, "top"),
        ({"left": 0.5}, "left"),
        ({"digit": 10}, "digit"),
        ({"kernel": "x"}, "kernel"),
        ({"layers": None}, "layers"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ExplainError) as refusal:
        explain("equivariance", changed)
    assert refusal.value.field == field

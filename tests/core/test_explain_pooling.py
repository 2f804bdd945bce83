"""The pooling stepper's numbers, against loops over plain lists."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.explain import ExplainError, explain

MAP = [[1, 3, 0, 2], [2, 4, 1, 3], [5, 1, 3, 1], [0, 2, 4, 0]]


def test_the_examples_of_the_lesson() -> None:
    window = explain("pooling", {"input": [[1, 3], [2, 4]], "gradient": [[8]]})
    assert (window["max"]["output"], window["average"]["output"]) == ([[4]], [[2.5]])
    assert window["max"]["input_gradient"] == [[0, 0], [0, 8]]
    assert window["average"]["input_gradient"] == [[2, 2], [2, 2]]
    assert window["max"]["windows"][0]["forward"] == "max(1, 3, 2, 4) = 4"
    assert window["max"]["windows"][0]["backward"] == (
        "8 goes to row 2, column 2, where the 4 was found. The other 3 get 0."
    )
    assert window["average"]["windows"][0]["backward"] == "8 is split: each of the 4 gets 8 / 4 = 2."
    assert explain("pooling", {"input": MAP})["max"]["output"] == [[4, 3], [5, 4]]


@st.composite
def poolings(draw: st.DrawFn) -> dict[str, Any]:
    def grid(size: int) -> list[list[int]]:
        row = st.lists(st.integers(-5, 5), min_size=size, max_size=size)
        return draw(st.lists(row, min_size=size, max_size=size))

    size = draw(st.integers(1, 8))
    k, s = draw(st.integers(1, min(4, size))), draw(st.integers(1, 4))
    gradient = grid((size - k) // s + 1)
    return {"input": grid(size), "gradient": gradient, "pool_size": k, "strides": s}


@given(poolings())
def test_every_number_is_what_loops_give(arguments: dict[str, Any]) -> None:
    x, grad, k, s = (arguments[name] for name in ("input", "gradient", "pool_size", "strides"))
    explained = explain("pooling", arguments)
    to_max = [[0.0] * len(x) for _ in x]
    to_all = [[0.0] * len(x) for _ in x]
    windows = iter(explained["max"]["windows"])
    for row in range(len(grad)):
        for column in range(len(grad)):
            places = [(row * s + i, column * s + j) for i in range(k) for j in range(k)]
            values = [x[i][j] for i, j in places]
            largest = max(values)
            i, j = places[values.index(largest)]
            to_max[i][j] += grad[row][column]
            for p, q in places:
                to_all[p][q] += grad[row][column] / k**2
            window = next(windows)
            assert window["argmax"] == [i, j]
            assert (window["top"], window["left"]) == places[0]
            assert ("Of equal numbers" in window["backward"]) == (values.count(largest) > 1)
            assert explained["max"]["output"][row][column] == largest
            assert explained["average"]["output"][row][column] == pytest.approx(sum(values) / k**2)
    assert explained["max"]["input_gradient"] == to_max
    for got, expected in zip(explained["average"]["input_gradient"], to_all, strict=True):
        assert got == pytest.approx(expected)


@pytest.mark.parametrize(("column", "changed"), [(0, 0), (1, 2)])
def test_a_map_moved_by_one_pixel(column: int, changed: int) -> None:
    """What stands in the left column of its window stays in it; what stands in the right one does not."""
    x = [[0] * 4 for _ in range(4)]
    x[0][column], x[2][column] = 9, 7
    explained = explain("pooling", {"input": x, "move": "right"})
    assert explained["input"][0] == [0, *x[0][:3]]
    assert explained["max"]["before"] == [[9, 0], [7, 0]]
    assert explained["max"]["output"] == ([[9, 0], [7, 0]] if not changed else [[0, 9], [0, 7]])
    assert ("not one number" if not changed else "4 of the output’s 4 numbers") in explained["max"]["moved"]


@pytest.mark.parametrize(("move", "first"), [("up", [2, 4, 1, 3]), ("down", [0] * 4), ("left", [3, 0, 2, 0])])
def test_zeros_come_in_behind_a_moved_map(move: str, first: list[int]) -> None:
    assert explain("pooling", {"input": MAP, "move": move})["input"][0] == first


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"input": [[1, 2], [3, None]]}, "input[1][1]", "The map, row 2, column 2, must be a number"),
        ({"gradient": [["g"]]}, "gradient[0][0]", "not “g”"),
        ({"pool_size": 5}, "pool_size", "Window size must be a whole number from 1 to 4"),
        ({"pool_size": 3, "size": 2}, "pool_size", "A window of 3 pixels does not fit into 2"),
        ({"strides": 1.5}, "strides", "not 1.5"),
        ({"move": "away"}, "move", "must be one of up, down, left, right, not “away”"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changed: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ExplainError) as refusal:
        explain("pooling", {"input": MAP} | changed)
    assert refusal.value.field == field
    assert said in str(refusal.value)

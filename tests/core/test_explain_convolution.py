"""The convolution stepper's numbers, against loops over plain lists."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.explain import ExplainError, explain

INPUT = [[1, 0, 2, 1, 0], [0, 1, 0, 1, 1], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0], [1, 1, 0, 0, 1]]
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]


def test_the_example_of_the_lesson() -> None:
    explained = explain("convolution", {"input": INPUT, "kernel": CROSS})
    assert explained["output"] == [[6, 1, 4], [1, 4, 2], [3, 2, 3]]
    first, last = explained["positions"][0], explained["positions"][-1]
    assert first["patch"] == [[1, 0, 2], [0, 1, 0], [1, 0, 1]]
    assert (first["row_sums"], first["sum"]) == ([3, 1, 2], 6)
    assert (last["row"], last["column"], last["top"], last["left"]) == (2, 2, 2, 2)


@st.composite
def convolutions(draw: st.DrawFn) -> dict[str, Any]:
    def grid(size: int) -> list[list[int]]:
        row = st.lists(st.integers(-9, 9), min_size=size, max_size=size)
        return draw(st.lists(row, min_size=size, max_size=size))

    size, padding = draw(st.integers(1, 8)), draw(st.integers(0, 3))
    kernel_size = draw(st.integers(1, min(5, size + 2 * padding)))
    strides = draw(st.integers(1, 4))
    return {"input": grid(size), "kernel": grid(kernel_size), "strides": strides, "padding": padding}


@given(convolutions())
def test_every_number_is_what_loops_give(arguments: dict[str, Any]) -> None:
    x, kernel, s, p = (arguments[name] for name in ("input", "kernel", "strides", "padding"))
    explained = explain("convolution", arguments)
    looks = {(i, j): 0 for i in range(len(x)) for j in range(len(x))}
    positions = iter(explained["positions"])
    for row, top in enumerate(range(-p, len(x) + p - len(kernel) + 1, s)):
        for column, left in enumerate(range(-p, len(x) + p - len(kernel) + 1, s)):
            position = next(positions)
            total = 0
            for i in range(len(kernel)):
                for j in range(len(kernel)):
                    inside = (top + i, left + j) in looks
                    value = x[top + i][left + j] if inside else 0
                    if inside:
                        looks[top + i, left + j] += 1
                    assert position["patch"][i][j] == value
                    assert position["products"][i][j] == value * kernel[i][j]
                    total += value * kernel[i][j]
            assert sum(position["row_sums"]) == position["sum"] == total
            assert explained["output"][row][column] == total
            assert (position["top"], position["left"]) == (top + p, left + p)
    assert next(positions, None) is None
    assert explained["seen"] == [[looks[i, j] for j in range(len(x))] for i in range(len(x))]


def test_other_sizes_keep_the_numbers_that_still_fit() -> None:
    explained = explain("convolution", {"input": INPUT, "kernel": CROSS, "size": 6, "kernel_size": 2})
    assert [row[:5] for row in explained["input"][:5]] == INPUT
    assert explained["input"][5] == [row[5] for row in explained["input"]] == [0] * 6
    assert explained["kernel"] == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        (
            {"input": [[1, 2], [3, "x"]]},
            "input[1][1]",
            "The input, row 2, column 2, must be a number from −99",
        ),
        ({"kernel": [[1, 100], [0, 0]]}, "kernel[0][1]", "100 is outside"),
        ({"kernel": [[1, 2, 3]]}, "kernel", "as many rows as columns, not 1 and 3"),
        (
            {"kernel": [[1], [2, 3]]},
            "kernel",
            "must be a full grid, from 1 to 5 rows and columns; got 2 rows of",
        ),
        ({"input": []}, "input", "must be a full grid"),
        ({"size": 9}, "size", "Input size must be a whole number from 1 to 8; 9 is outside."),
        ({"size": 2}, "kernel_size", "A window of 3 pixels does not fit into 2"),
        ({"strides": 0}, "strides", "Stride must be a whole number from 1 to 4; 0 is outside."),
        ({"padding": ""}, "padding", "Padding must be a whole number from 0 to 3, not nothing."),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changed: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ExplainError) as refusal:
        explain("convolution", {"input": INPUT, "kernel": CROSS} | changed)
    assert refusal.value.field == field
    assert said in str(refusal.value)

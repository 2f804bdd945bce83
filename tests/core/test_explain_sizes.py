"""The output-size formula, against counting the positions one by one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.explain import ExplainError, explain


def seen_from(size: int, kernel_size: int, strides: int, padding: int) -> list[set[int]]:
    """The pixels under the window at each position, counted without a formula; those below 0 are padding."""
    positions = []
    start = -padding
    while start + kernel_size <= size + padding:
        positions.append(set(range(start, start + kernel_size)))
        start += strides
    return positions


@given(w=st.integers(1, 40), f=st.integers(1, 12), s=st.integers(1, 6), p=st.integers(0, 5))
def test_sizes_and_unseen_pixels_are_those_one_counts(w: int, f: int, s: int, p: int) -> None:
    arguments = {"size": w, "kernel_size": f, "strides": s, "padding": p}
    positions = seen_from(w, f, s, p)
    if not positions:
        with pytest.raises(ExplainError, match=f"A window of {f} pixels does not fit into {w + 2 * p}:"):
            explain("output_size", arguments)
        return
    explained = explain("output_size", arguments)
    assert explained["output_size"] == len(positions)
    assert explained["remainder"] == (w - f + 2 * p) - s * (len(positions) - 1)
    assert explained["unseen"] == len(set(range(max(positions[-1]) + 1, w)))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("size", 0, "Input size must be a whole number from 1 to 1024; 0 is outside."),
        ("size", 2.5, "Input size must be a whole number from 1 to 1024, not 2.5."),
        ("kernel_size", None, "Kernel size must be a whole number from 1 to 1024, not nothing."),
        ("strides", True, "Stride must be a whole number from 1 to 1024, not “True”."),
        ("padding", -1, "Padding must be a whole number from 0 to 1024; −1 is outside."),
        ("padding", "a" * 30, f"Padding must be a whole number from 0 to 1024, not “{'a' * 20}…”."),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(field: str, value: Any, said: str) -> None:
    arguments = {"size": 8, "kernel_size": 3, "strides": 1, "padding": 0} | {field: value}
    with pytest.raises(ExplainError) as refusal:
        explain("output_size", arguments)
    assert (refusal.value.field, str(refusal.value)) == (field, said)


def test_an_explanation_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match=r"no explanation 'dance': there are .*output_size"):
        explain("dance", {})

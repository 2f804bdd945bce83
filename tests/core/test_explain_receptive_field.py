"""The receptive-field explorer, against a walk back through the windows, pixel by pixel."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core.explain import ExplainError
from cnn_core.explain.receptive_field import explain_receptive_field

CONV = {"kind": "conv", "kernel": 3, "stride": 1}
POOL = {"kind": "pool", "kernel": 2, "stride": 2}


def walk_back(windows, place):
    """All pixels that a place along one axis depends on, layer by layer."""
    places = {place}
    for kernel, stride in reversed(windows):
        places = {start * stride + tap for start in places for tap in range(kernel)}
    return places


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["conv", "pool"]), st.integers(1, 4), st.integers(1, 3)),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_formula_and_ones_sent_back_agree_with_a_walk(stack, data):
    layers = [{"kind": kind, "kernel": kernel, "stride": stride} for kind, kernel, stride in stack]
    shown = data.draw(st.integers(0, len(stack) - 1))
    row, column = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    try:
        explained = explain_receptive_field(layers, 64, shown, row, column)
    except ExplainError:
        assume(False)
    windows = [(kernel, stride) for _, kernel, stride in stack[: shown + 1]]
    rows, columns = (walk_back(windows, explained[axis]) for axis in ("row", "column"))
    seen = np.zeros((explained["input_size"],) * 2, bool)
    seen[np.ix_(sorted(rows), sorted(columns))] = True
    np.testing.assert_array_equal(explained["seen"] > 0, seen)
    assert explained["seen"].max() == 1
    assert (explained["top"], explained["left"]) == (min(rows), min(columns))
    assert explained["measured"] == max(rows) - min(rows) + 1 == explained["rows"][shown]["size"]
    assert explained["lit"] == len(rows) * len(columns)
    jump = explained["rows"][shown]["jump"]
    assert walk_back(windows, explained["row"] + 1) == {pixel + jump for pixel in rows}


def test_three_convolutions_and_a_pool_see_8_not_14():
    explained = explain_receptive_field([CONV, CONV, CONV, POOL, CONV])
    fields = [(row["size"], row["jump"]) for row in explained["rows"]]
    assert fields == [(3, 1), (5, 1), (7, 1), (8, 2), (12, 2)]
    assert explained["rows"][3]["size_formula"] == "7 + (2 − 1)·1 = 8"
    assert explained["rows"][4]["size_formula"] == "8 + (3 − 1)·2 = 12"
    assert explained["texts"]["measured"] == "Ones sent back reach 12 × 12 pixels, as the formula says."


def test_strides_of_2_double_the_jump_each_time():
    rows = explain_receptive_field([CONV | {"stride": 2}] * 3)["rows"]
    assert [(row["size"], row["jump"]) for row in rows] == [(3, 2), (7, 4), (15, 8)]


@pytest.mark.parametrize(("depth", "stack", "single"), [(1, 9, 9), (2, 18, 25), (3, 27, 49)])
def test_weights_of_a_stack_and_of_one_that_sees_as_far(depth, stack, single):
    explained = explain_receptive_field([CONV] * depth, channels=10)
    assert (explained["weights"], explained["single"]) == (100 * stack, 100 * single)
    assert explained["texts"]["stack_cost"].endswith(f"{stack} C²")
    assert explained["texts"]["single_cost"] == f"{single} C²"


def test_gaps_are_counted():
    explained = explain_receptive_field([{"kind": "pool", "kernel": 1, "stride": 2}, CONV])
    assert (explained["measured"], explained["lit"]) == (5, 9)
    assert "with gaps: 9 pixels of them count" in explained["texts"]["measured"]


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ({"layers": []}, "layers", "from 1 to 8 layers, not 0"),
        ({"layers": [{"kind": "dense"}]}, "layers", "Only convolutions and pools"),
        ({"layers": [POOL] * 6}, "layers", "would see 64 pixels across, 64 apart"),
        ({"layers": [CONV | {"stride": 0}]}, "layers[0].stride", "Stride must be"),
        ({"layers": [CONV], "channels": "C"}, "channels", "Channels must be"),
        ({"layers": [CONV], "shown": 1}, "shown", "Layer must be"),
    ],
)
def test_bad_numbers_are_refused_at_their_field(arguments, field, message):
    with pytest.raises(ExplainError, match=message) as refused:
        explain_receptive_field(**arguments)
    assert refused.value.field == field

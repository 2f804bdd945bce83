"""The residual block by hand, against lesson 9's numbers, plain loops and finite differences."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core.explain import ExplainError
from cnn_core.explain.residual import explain_residual

LESSON = {
    "first": [[0.2, 0.1], [-0.1, 0.3]],
    "second": [[0.3, -0.2], [0.1, 0.4]],
    "x": [[1], [-0.5]],
    "gradient": [[1], [1]],
}


def block(w_1, w_2, x, skip):
    """In plain Python: ReLU(W₂·ReLU(W₁·x) + x)."""
    z = [sum(w * v for w, v in zip(row, x, strict=True)) for row in w_1]
    a = [max(0, value) for value in z]
    f = [sum(w * v for w, v in zip(row, a, strict=True)) for row in w_2]
    total = [u + v for u, v in zip(f, x, strict=True)] if skip else f
    return z, a, f, total, [max(0, value) for value in total]


def test_the_lessons_example():
    explained = explain_residual(**LESSON)
    for key, expected in {
        "z": [0.15, -0.25],
        "a": [0.15, 0],
        "f": [0.045, 0.015],
        "sum": [1.045, -0.485],
        "out": [1.045, 0],
    }.items():
        np.testing.assert_allclose(explained["with_skip"][key], expected, rtol=1e-12)
    np.testing.assert_allclose(explained["without"]["out"], [0.045, 0.015], rtol=1e-12)
    rows = {row["key"]: row for row in explained["with_skip"]["rows"]}
    assert list(rows) == ["x", "z", "a", "f", "sum", "out"]
    assert rows["sum"]["forward"] == ["s₁ = 0.045 + 1 = 1.045", "s₂ = 0.015 + (−0.5) = −0.485"]
    assert rows["sum"]["backward"][1] == "∂s₂ = 0, since s₂ = −0.485 ≤ 0: shut"
    assert rows["f"]["backward"] == ["∂F₁ = ∂s₁ = 1", "∂F₂ = ∂s₂ = 0", "∂W₂ = ∂F·aᵀ = [0.15, 0; 0, 0]"]
    assert rows["z"]["backward"][2] == "∂W₁ = ∂z·xᵀ = [0.3, −0.15; 0, 0]"
    assert rows["x"]["backward"][0] == "∂x₁ = 0.2·0.3 + (−0.1)·0 + 1 = 1.06"
    assert [row["key"] for row in explained["without"]["rows"]] == ["x", "z", "a", "f", "out"]
    assert explained["verdict"].endswith("has length 1.06 with the skip, 0.0894 without it.")


NUMBER = st.integers(-90, 90).map(lambda tenth: tenth / 10)
MATRIX = st.lists(st.lists(NUMBER, min_size=2, max_size=2), min_size=2, max_size=2)
VECTOR = st.lists(st.lists(NUMBER, min_size=1, max_size=1), min_size=2, max_size=2)


@settings(max_examples=40)
@given(MATRIX, MATRIX, VECTOR, VECTOR, st.booleans())
def test_any_numbers_forward_and_back(first, second, x, gradient, skip):
    explained = explain_residual(first, second, x, gradient)["with_skip" if skip else "without"]
    start = [value for (value,) in x]
    steps = block(first, second, start, skip)
    for key, expected in zip(("z", "a", "f", "sum", "out"), steps, strict=True):
        np.testing.assert_allclose(explained[key], expected, rtol=1e-9, atol=1e-9)
    for name, gradients, values in (
        ("grad_first", explained["grad_z"], start),
        ("grad_second", explained["grad_sum"], steps[1]),
    ):
        np.testing.assert_allclose(explained[name], np.outer(gradients, values), rtol=1e-9, atol=1e-9)
    assume(min(abs(value) for value in (*steps[0], *steps[3])) > 1e-3)  # no kink nearby
    for axis in (0, 1):
        nudged = [[*start], [*start]]
        nudged[0][axis] += 1e-6
        nudged[1][axis] -= 1e-6
        above, below = (
            sum(g * out for (g,), out in zip(gradient, block(first, second, one, skip)[-1], strict=True))
            for one in nudged
        )
        assert explained["grad_x"][axis] == pytest.approx((above - below) / 2e-6, rel=1e-4, abs=1e-3)


def test_the_gradient_passes_the_sum_unchanged():
    explained = explain_residual(**LESSON | {"gradient": [[2], [3]]})
    with_skip, without = explained["with_skip"], explained["without"]
    assert with_skip["grad_sum"] == with_skip["past"] == [2, 0]
    np.testing.assert_allclose(np.add(with_skip["through"], with_skip["past"]), with_skip["grad_x"])
    assert without["past"] == [0, 0]
    np.testing.assert_allclose(without["through"], without["grad_x"])


def test_with_weights_of_0_the_block_lets_all_through_and_the_plain_one_nothing():
    zeros = [[0, 0], [0, 0]]
    explained = explain_residual(zeros, zeros, [[1], [2]], [[3], [4]])
    assert explained["with_skip"]["out"] == [1, 2]
    assert explained["with_skip"]["grad_x"] == [3, 4]
    assert explained["without"]["grad_x"] == [0, 0]
    assert [row["with_skip"] for row in explained["depths"]] == ["5"] * 4
    assert [row["without"] for row in explained["depths"]] == ["0"] * 4


def test_a_gradient_that_shrinks_in_one_block_is_gone_after_many():
    """Without the skip only unit 1 of z is open: each block multiplies ∂x by the same row."""
    (one, *_, twenty) = explain_residual(**LESSON)["depths"]
    assert (one["blocks"], one["without"], one["with_skip"]) == (1, "0.0894", "1.06")
    product = np.array([1.0, 1.0])
    for _ in range(20):
        product = np.array([[0.2], [0.1]]) @ (np.array([[0.3, 0.1]]) @ product)
    assert twenty["without"] == "1 · 10⁻²³"
    assert np.linalg.norm(product) == pytest.approx(1e-23, rel=0.1)


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"first": [[1, 2], [3, "a"]]}, "first[1][1]", "W₁, row 2, column 2, must be a number .* not “a”"),
        ({"x": [[1], [10]]}, "x[1][0]", "10 is outside"),
        ({"second": [[1, 2]]}, "second", "must have 2 rows and 2 columns"),
    ],
)
def test_bad_numbers_are_refused_at_their_field(changed, field, message):
    with pytest.raises(ExplainError, match=message) as refused:
        explain_residual(**LESSON | changed)
    assert refused.value.field == field

import numpy as np

X = np.array([[1, 3, 0, 2], [2, 4, 1, 3], [5, 1, 3, 1], [0, 2, 4, 0]], float)
G = np.array([[10, 20], [30, 40]], float)


def test_the_sum(answer):
    """Nothing is lost and nothing made: the gradient of x adds up to that of y."""
    total = float(answer.max_pool_backward(X, G).sum())
    assert total != 0, "The gradient of x is 0 everywhere: no window has passed anything on yet."
    assert total != 4 * G.sum(), "Every place of a window got its whole gradient; only the largest had a say."
    assert np.isclose(total, G.sum()), f"The gradients of x add up to {total:g}, those of y to {G.sum():g}."


def test_to_the_largest(answer):
    """Only the largest number of a window gets a gradient."""
    found = answer.max_pool_backward(X, G)
    assert not np.allclose(found[:2, :2], 2.5), "Shared out equally: that is what average pooling does."
    expected = np.array([[0, 0, 0, 0], [0, 10, 0, 20], [30, 0, 0, 0], [0, 0, 40, 0]])
    wrong = np.argwhere(found != expected)
    assert not len(wrong), (
        f"In row {wrong[0][0] + 1}, column {wrong[0][1] + 1} it should be {expected[tuple(wrong[0])]}."
    )


def test_below_zero(answer):
    """Also where all numbers of a window are below 0."""
    found = answer.max_pool_backward(X - 10, G)
    assert np.array_equal(found, answer.max_pool_backward(X, G)), (
        "Taking 10 from every number changed the answer."
    )


def test_ties(answer):
    """Among equal numbers the first gets it, row by row, as in the library."""
    found = answer.max_pool_backward(np.ones((2, 2)), np.array([[1.0]]))
    assert found.sum() < 1.5, "Each of the equal numbers got the whole gradient."
    assert found[0, 0] == 1, "Among equal numbers, the first is to get it."

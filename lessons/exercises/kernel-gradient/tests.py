import numpy as np

X = np.array([[1, 0, 2], [0, 1, 1], [2, 1, 0]], float)
G = np.array([[1, -2], [0, 3]], float)


def changes(x, kernel, grad_y):
    """How the weighed sum of the map changes with each weight, by trying: it is linear in them."""

    def weighed(kernel):
        k = len(kernel)
        places = np.ndindex(grad_y.shape)
        return sum(grad_y[i, j] * (x[i : i + k, j : j + k] * kernel).sum() for i, j in places)

    found = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        moved = kernel.copy()
        moved[place] += 1
        found[place] = weighed(moved) - weighed(kernel)
    return found


def test_by_hand(answer):
    """The example of the lesson: 4 and −1 in the first row, 1 and −1 in the second."""
    found = np.asarray(answer.kernel_gradient(X, G))
    assert found.shape == (2, 2), f"Expected a gradient for each weight, (2, 2), got {found.shape}."
    assert found.any(), "All gradients are 0: no product has been added up yet."
    assert not np.allclose(4 * found, [[4, -1], [1, -1]]), "That is the mean over the places. Add them up."
    assert found[0, 0] == 4, (
        f"The top left weight should have 1·1 + 0·(−2) + 0·0 + 1·3 = 4, not {found[0, 0]:g}."
    )
    assert np.allclose(found, [[4, -1], [1, -1]]), f"Expected [[4, −1], [1, −1]], got {found.tolist()}."


def test_against_trying(answer):
    """Each weight of a 3 × 3 kernel, moved by one: the loss changes by what the gradient says."""
    rng = np.random.default_rng(3)
    x, grad_y, kernel = (rng.integers(-3, 4, shape).astype(float) for shape in ((6, 6), (4, 4), (3, 3)))
    found, expected = answer.kernel_gradient(x, grad_y), changes(x, kernel, grad_y)
    assert not np.allclose(found.T, expected), "Rows and columns have changed places."
    assert not np.allclose(found[::-1, ::-1], expected), (
        "It is turned by half a turn: that is for the pixels."
    )
    assert np.allclose(found, expected), "The loss does not change with the weights as this gradient says."


def test_an_image_that_is_not_square(answer):
    """Also where the image is wider than high."""
    rng = np.random.default_rng(4)
    x, grad_y = rng.normal(size=(4, 7)), rng.normal(size=(3, 6))
    expected = changes(x, np.zeros((2, 2)), grad_y)
    assert np.allclose(answer.kernel_gradient(x, grad_y), expected), "It is wrong for an image of 4 × 7."

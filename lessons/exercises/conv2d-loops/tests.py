import numpy as np

from cnn_core import ops

CROSS = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]], float)
GRID = np.array([[1, 0, 2, 1, 0], [0, 1, 0, 1, 1], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0], [1, 1, 0, 0, 1]], float)


def test_the_shape(answer):
    """The maps are k − 1 smaller than the image, one for each filter."""
    y = answer.convolve(np.ones((2, 8, 7, 3)), np.ones((3, 3, 3, 5)), np.zeros(5))
    assert np.shape(y) == (2, 6, 5, 5), f"The shape is {np.shape(y)}; expected (2, 6, 5, 5)."


def test_by_hand(answer):
    """On the grid and the cross of lesson 2, the sums are 6 1 4 / 1 4 2 / 3 2 3."""
    y = answer.convolve(GRID[None, :, :, None], CROSS[:, :, None, None], np.zeros(1))[0, :, :, 0]
    assert np.any(y), "All sums are 0: nothing has been added up yet."
    assert y[0, 0] == 6, (
        f"The first sum is {y[0, 0]:g}; expected 6: 1 + 2 + 1 + 1 + 1, the pixels under the cross."
    )
    assert np.array_equal(y, [[6, 1, 4], [1, 4, 2], [3, 2, 3]]), f"The sums are {y.tolist()}."


def test_not_turned(answer):
    """The kernel is laid on as it is, not turned around."""
    x = np.zeros((1, 3, 3, 1))
    x[0, 0, 2] = 1
    kernel = np.arange(9.0).reshape(3, 3, 1, 1)
    y = float(answer.convolve(x, kernel, np.zeros(1))[0, 0, 0, 0])
    assert y != 6, "The kernel was turned by half a turn. Libraries lay it on as it is."
    assert y == 2, f"A single 1 in the top right corner gives {y:g}; expected 2, the weight in that corner."


def test_bias(answer):
    """Each filter adds its own bias, once."""
    y = answer.convolve(np.zeros((1, 4, 4, 2)), np.ones((3, 3, 2, 2)), np.array([0.5, -1.0]))
    assert np.any(y), "On a blank image the output is the bias, and yours is 0. Is the bias added?"
    assert np.allclose(y[..., 0], 0.5), f"On a blank image map 1 is {y.flat[0]:g}; expected its bias, 0.5."
    assert np.allclose(y[..., 1], -1), "The second filter has another bias than the first."


def test_channels(answer):
    """All channels of the input are added up, and the library says the same."""
    rng = np.random.default_rng(1)
    x, kernel, bias = rng.normal(size=(2, 7, 6, 3)), rng.normal(size=(3, 3, 3, 4)), rng.normal(size=4)
    expected, _ = ops.conv2d_forward(x, kernel, bias)
    only = ops.conv2d_forward(x[..., :1], kernel[:, :, :1], bias)[0]
    y = answer.convolve(x, kernel, bias)
    assert not np.allclose(y, only), "Only the first channel was used: the sum goes over all of them."
    assert np.allclose(y, expected), "On random images and filters it differs from cnn_core's."

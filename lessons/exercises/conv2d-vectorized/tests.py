import time

import numpy as np

from cnn_core import ops

RNG = np.random.default_rng(1)


def test_one_channel(answer):
    """One channel, one filter: as the library computes it."""
    x, kernel, bias = RNG.normal(size=(2, 6, 5, 1)), RNG.normal(size=(3, 3, 1, 1)), RNG.normal(size=1)
    y = answer.convolve(x, kernel, bias)
    assert np.shape(y) == (2, 4, 3, 1), f"The shape is {np.shape(y)}; expected (2, 4, 3, 1)."
    assert not np.allclose(y, bias), "Only the bias comes out: the rows of patches are still empty."
    expected = ops.conv2d_forward(x, kernel, bias)[0]
    turned = ops.conv2d_forward(x, kernel.transpose(1, 0, 2, 3), bias)[0]
    assert not np.allclose(y, turned), "Rows and columns of the kernel have changed places."
    assert np.allclose(y, expected), "It differs from cnn_core's."


def test_channels(answer):
    """With three channels, the row's numbers stand in the order of the kernel's: row, column, channel."""
    x, kernel, bias = RNG.normal(size=(2, 6, 5, 3)), RNG.normal(size=(3, 3, 3, 4)), RNG.normal(size=4)
    y = answer.convolve(x, kernel, bias)
    assert np.allclose(y, ops.conv2d_forward(x, kernel, bias)[0]), (
        "With three channels it differs: are a row's numbers in the order of kernel.reshape(k * k * c, f)?"
    )


def test_fast(answer):
    """It takes less than four times what the library's NumPy takes."""
    x, kernel = RNG.normal(size=(64, 28, 28, 1)), RNG.normal(size=(3, 3, 1, 8))

    def seconds(function):
        began = time.perf_counter()
        function(x, kernel, np.zeros(8))
        return time.perf_counter() - began

    # In turns, since the device has other things to do; and again, if it just had.
    theirs = yours = np.inf
    for turn in range(40):
        theirs, yours = min(theirs, seconds(ops.conv2d_forward)), min(yours, seconds(answer.convolve))
        if turn >= 7 and yours < 4 * theirs:
            break
    assert yours < 4 * theirs, (
        f"It takes {yours / theirs:.0f} times as long as the library's. "
        "Is there a loop over the rows and columns of the image?"
    )

import numpy as np

from cnn_core import Conv2D

RNG = np.random.default_rng(1)
KERNEL, BIAS = RNG.normal(size=(3, 3, 1, 4)), RNG.normal(size=4)


def respond(answer, image):
    """The new filter's map of an image of 6 × 6."""
    kernel, bias = answer.add_filter(KERNEL, BIAS)
    layer = Conv2D(kernel.shape[-1], 3)
    layer.build((6, 6, 1), RNG)
    layer.params["kernel"], layer.params["bias"] = np.array(kernel), np.array(bias)
    return layer.forward(image.reshape(1, 6, 6, 1))[0, :, :, -1]


def test_shapes(answer):
    """There is one filter more, with nine weights, and one bias more."""
    kernel, bias = answer.add_filter(KERNEL, BIAS)
    assert np.shape(kernel) != np.shape(KERNEL), "There are as many filters as before."
    assert np.shape(kernel) == (3, 3, 1, 5), (
        f"The kernel's shape is {np.shape(kernel)}; expected (3, 3, 1, 5)."
    )
    assert np.shape(bias) == (5,), f"The bias has shape {np.shape(bias)}; expected (5,): each filter has one."


def test_the_others(answer):
    """The filters that were there are as they were, and come first."""
    kernel, bias = answer.add_filter(KERNEL, BIAS)
    same = np.array_equal(kernel[..., :4], KERNEL) and np.array_equal(bias[:4], BIAS)
    assert same, "The first four filters or their biases have changed."


def test_flat(answer):
    """Where nothing changes, it gives 0: on blank paper, and on full ink."""
    blank, ink = respond(answer, np.zeros((6, 6))), respond(answer, np.ones((6, 6)))
    assert np.allclose(blank, 0), (
        f"On blank paper it gives {blank[0, 0]:g}: that is its bias, which should be 0."
    )
    assert np.allclose(ink, 0), f"On full ink it gives {ink[0, 0]:g}: its nine weights should add up to 0."


def test_edges(answer):
    """It finds an edge with ink below it, and does not mind one with ink beside it."""
    below = np.repeat([0.0, 0, 0, 1, 1, 1], 6).reshape(6, 6)
    found, beside = respond(answer, below), respond(answer, below.T)
    assert np.any(found) or not np.any(beside), "It finds vertical edges: turn it."
    assert found[1, 0] != 0, "It does not respond to an edge."
    assert found[1, 0] > 0, "It responds with a number below 0: the ink is to be below, not above."
    assert np.allclose(beside, 0), "It responds to a vertical edge, too."

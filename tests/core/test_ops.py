"""The operations, against hand-computed cases, and against plain loops over generated shapes."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cnn_core import ops
from tests.core import naive

pytestmark = pytest.mark.usefixtures("each_backend")

GRID = [[1, 0, 2, 1, 0], [0, 1, 0, 1, 1], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0], [1, 1, 0, 0, 1]]
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]

small = st.integers(1, 3)


def as_image(rows, dtype=np.float32):
    image = np.array(rows, dtype)
    return image.reshape(1, *image.shape, 1)


def as_kernel(rows, dtype=np.float32):
    kernel = np.array(rows, dtype)
    return kernel.reshape(*kernel.shape, 1, 1)


def no_bias(f=1):
    return np.zeros(f, np.float32)


@st.composite
def convolutions(draw, least_samples=1):
    """x, kernel, bias, strides and padding, of any shapes that fit together."""
    n, h, w = draw(st.integers(least_samples, 3)), draw(st.integers(1, 8)), draw(st.integers(1, 8))
    k_h, k_w, strides = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    c, f, padding = draw(small), draw(small), draw(st.sampled_from(["valid", "same"]))
    assume(padding == "same" or (k_h <= h and k_w <= w))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return (
        rng.normal(size=(n, h, w, c)),
        rng.normal(size=(k_h, k_w, c, f)),
        rng.normal(size=f),
        strides,
        padding,
    )


@st.composite
def pools(draw):
    """x with many equal values, pool size and strides; windows may overlap or leave gaps."""
    h, w, pool_size = draw(st.integers(1, 7)), draw(st.integers(1, 7)), draw(st.integers(1, 4))
    assume(pool_size <= min(h, w))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.integers(0, 3, (draw(small), h, w, draw(small))).astype(np.float32)
    return x, pool_size, draw(st.integers(1, 4))


class TestConv2D:
    def test_worked_example(self):
        """The nine sums of the lesson on convolutions by hand."""
        y, _ = ops.conv2d_forward(as_image(GRID), as_kernel(CROSS), no_bias())
        assert y[0, :, :, 0].tolist() == [[6, 1, 4], [1, 4, 2], [3, 2, 3]]

    def test_worked_example_with_strides_and_bias(self):
        y, _ = ops.conv2d_forward(as_image(GRID), as_kernel(CROSS), np.array([10.0]), strides=2)
        assert y[0, :, :, 0].tolist() == [[16, 14], [13, 13]]

    def test_the_kernel_is_not_turned(self):
        y, _ = ops.conv2d_forward(as_image([[1, 2], [3, 4]]), as_kernel([[1, 0], [0, 0]]), no_bias())
        assert y.item() == 1

    def test_same_padding_puts_the_odd_zero_after(self):
        """As Keras: four pixels, a kernel of 3 and strides of 2 need one zero, at the end."""
        y, _ = ops.conv2d_forward(np.ones((1, 4, 4, 1)), np.ones((3, 3, 1, 1)), no_bias(), 2, "same")
        assert y[0, :, :, 0].tolist() == [[9, 6], [6, 4]]

    def test_pixels_that_no_patch_sees_have_no_gradient(self):
        """Six pixels with a kernel of 3 and strides of 2 leave the last one out."""
        y, cache = ops.conv2d_forward(np.ones((1, 6, 6, 1)), np.ones((3, 3, 1, 1)), no_bias(), strides=2)
        grad_x, _, _ = ops.conv2d_backward(np.ones(y.shape), cache)
        assert y.shape == (1, 2, 2, 1)
        assert grad_x[0, :, :, 0].tolist() == [
            [1, 1, 2, 1, 1, 0],
            [1, 1, 2, 1, 1, 0],
            [2, 2, 4, 2, 2, 0],
            [1, 1, 2, 1, 1, 0],
            [1, 1, 2, 1, 1, 0],
            [0, 0, 0, 0, 0, 0],
        ]

    @given(convolutions(least_samples=0))
    def test_forward_agrees_with_loops(self, arguments):
        y, _ = ops.conv2d_forward(*arguments)
        expected = naive.conv2d(*arguments)
        assert y.shape == expected.shape
        np.testing.assert_allclose(y, expected, atol=1e-12)

    @given(convolutions(least_samples=0))
    def test_backward_agrees_with_loops(self, arguments):
        x, kernel, _, strides, padding = arguments
        y, cache = ops.conv2d_forward(*arguments)
        grad_y = np.random.default_rng(0).normal(size=y.shape)
        expected = naive.conv2d_gradients(x, kernel, grad_y, strides, padding)
        for gradient, right in zip(ops.conv2d_backward(grad_y, cache), expected, strict=True):
            assert gradient.shape == right.shape
            np.testing.assert_allclose(gradient, right, atol=1e-12)

    def test_the_input_gradient_can_be_left_out(self):
        y, cache = ops.conv2d_forward(as_image(GRID), as_kernel(CROSS), no_bias())
        with_it, without = ops.conv2d_backward(y, cache), ops.conv2d_backward(y, cache, input_gradient=False)
        assert without[0] is None
        assert with_it[1].tolist() == without[1].tolist()

    def test_single_precision_stays(self):
        y, cache = ops.conv2d_forward(as_image(GRID), as_kernel(CROSS), no_bias())
        assert {array.dtype for array in (y, *ops.conv2d_backward(y, cache))} == {np.dtype(np.float32)}

    def test_nothing_given_is_changed(self):
        x, kernel, bias = as_image(GRID), as_kernel(CROSS), no_bias()
        for array in (x, kernel, bias):
            array.flags.writeable = False
        y, cache = ops.conv2d_forward(x, kernel, bias, padding="same")
        y.flags.writeable = False
        ops.conv2d_backward(y, cache)

    def test_nan_and_infinity_go_through(self):
        x = np.zeros((1, 5, 5, 1))
        x[0, 0, 0], x[0, 4, 4] = np.nan, np.inf
        y, _ = ops.conv2d_forward(x, np.ones((3, 3, 1, 1)), no_bias())
        expected = np.zeros((3, 3))
        expected[0, 0], expected[2, 2] = np.nan, np.inf
        np.testing.assert_array_equal(y[0, :, :, 0], expected)


class TestMaxPool2D:
    def test_worked_example(self):
        y, _ = ops.max_pool2d_forward(
            as_image([[1, 3, 0, 2], [2, 4, 1, 3], [5, 1, 3, 1], [0, 2, 4, 0]]), 2, 2
        )
        assert y[0, :, :, 0].tolist() == [[4, 3], [5, 4]]

    def test_among_equal_values_the_first_gets_the_gradient(self):
        y, cache = ops.max_pool2d_forward(as_image([[1, 7, 7], [7, 7, 7], [7, 7, 7]]), 3, 3)
        grad_x = ops.max_pool2d_backward(2 * np.ones_like(y), cache)
        assert grad_x[0, :, :, 0].tolist() == [[0, 2, 0], [0, 0, 0], [0, 0, 0]]

    def test_overlapping_windows_add_their_gradients_up(self):
        y, cache = ops.max_pool2d_forward(as_image([[0, 0, 0], [0, 9, 0], [0, 0, 0]]), 2, 1)
        grad_x = ops.max_pool2d_backward(as_image([[1, 10], [100, 1000]]), cache)
        assert (y == 9).all()
        assert grad_x[0, :, :, 0].tolist() == [[0, 0, 0], [0, 1111, 0], [0, 0, 0]]

    @given(pools())
    @example((np.zeros((1, 5, 4, 2), np.float32), 2, 3))
    def test_agrees_with_loops(self, arguments):
        y, cache = ops.max_pool2d_forward(*arguments)
        grad_y = np.random.default_rng(0).normal(size=y.shape)
        expected_y, expected_grad_x = naive.max_pool2d(*arguments, grad_y)
        np.testing.assert_array_equal(y, expected_y)
        np.testing.assert_allclose(ops.max_pool2d_backward(grad_y, cache), expected_grad_x, atol=1e-12)

    def test_nan_is_the_largest_and_infinity_goes_through(self):
        windows = [[0, np.nan, 1, 2], [1, 2, 3, np.inf], [-np.inf] * 4, [np.nan, np.inf, np.nan, 1]]
        x = np.concatenate([as_image(np.reshape(window, (2, 2))) for window in windows])
        y, cache = ops.max_pool2d_forward(x, 2, 2)
        np.testing.assert_array_equal(y.ravel(), [np.nan, np.inf, -np.inf, np.nan])
        grad_x = ops.max_pool2d_backward(np.ones_like(y), cache)
        assert grad_x.reshape(4, 4).argmax(axis=1).tolist() == [1, 3, 0, 0]

    def test_no_samples(self):
        y, cache = ops.max_pool2d_forward(np.zeros((0, 4, 4, 3), np.float32), 2, 2)
        assert y.shape == (0, 2, 2, 3)
        assert ops.max_pool2d_backward(y, cache).shape == (0, 4, 4, 3)

    def test_single_precision_stays(self):
        y, cache = ops.max_pool2d_forward(as_image(GRID), 2, 2)
        assert y.dtype == ops.max_pool2d_backward(y, cache).dtype == np.float32


class TestReLU:
    def test_forward_is_the_maximum_with_0(self):
        x = np.array([-np.inf, -1, -0.0, 0, 1e-30, 2, np.inf, np.nan], np.float32)
        y, _ = ops.relu_forward(x)
        np.testing.assert_array_equal(y, np.maximum(x, 0))
        assert y.dtype == np.float32

    def test_the_gate_is_closed_at_0(self):
        _, off = ops.relu_forward(np.array([-1.0, 0, 1]))
        grad_x = ops.relu_backward(np.array([5, np.nan, np.inf], np.float32), off)
        assert grad_x.tolist() == [0, 0, np.inf]
        assert grad_x.dtype == np.float32


class TestDense:
    def test_by_hand(self):
        x, kernel = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 0, 2], [0, 1, -1]])
        y, cache = ops.dense_forward(x, kernel, np.array([10.0, 20, 30]))
        assert y.tolist() == [[11, 22, 30], [13, 24, 32]]
        grad_x, grad_kernel, grad_bias = ops.dense_backward(np.array([[1.0, 0, 0], [0, 1, 1]]), cache)
        assert grad_x.tolist() == [[1, 0], [2, 0]]
        assert grad_kernel.tolist() == [[1, 3, 3], [2, 4, 4]]
        assert grad_bias.tolist() == [1, 1, 1]

    def test_the_input_gradient_can_be_left_out(self):
        y, cache = ops.dense_forward(np.ones((2, 3)), np.ones((3, 4)), np.zeros(4))
        assert ops.dense_backward(y, cache, input_gradient=False)[0] is None


class TestSoftmaxCrossEntropy:
    def test_by_hand(self):
        """Odds of 1 : 3 and the less likely one right: −log(1/4)."""
        loss, cache = ops.softmax_cross_entropy_forward(np.array([[0, np.log(3)]]), np.array([0]))
        assert loss == pytest.approx(np.log(4))
        np.testing.assert_allclose(ops.softmax_cross_entropy_backward(cache), [[-0.75, 0.75]])

    @given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
    def test_agrees_with_loops(self, n, classes, seed):
        rng = np.random.default_rng(seed)
        logits, labels = rng.normal(0, 5, (n, classes)), rng.integers(0, classes, n)
        loss, cache = ops.softmax_cross_entropy_forward(logits, labels)
        assert loss == pytest.approx(naive.cross_entropy(logits, labels), abs=1e-12)
        gradient = ops.softmax_cross_entropy_backward(cache)
        h = 1e-6
        for place in np.ndindex(logits.shape):
            step = np.zeros(logits.shape)
            step[place] = h
            above, below = (
                naive.cross_entropy(logits + step, labels),
                naive.cross_entropy(logits - step, labels),
            )
            assert gradient[place] == pytest.approx((above - below) / (2 * h), abs=1e-8)

    def test_large_logits_do_not_overflow(self):
        logits = np.array([[1e4, 0, -1e4]], np.float32)
        loss, cache = ops.softmax_cross_entropy_forward(logits, np.array([1]))
        assert loss == 1e4
        assert ops.softmax_cross_entropy_backward(cache).tolist() == [[1, -1, 0]]
        assert ops.softmax_forward(logits).tolist() == [[1, 0, 0]]

    def test_backward_leaves_the_cache_alone(self):
        _, cache = ops.softmax_cross_entropy_forward(np.zeros((2, 2)), np.array([0, 1]))
        first = ops.softmax_cross_entropy_backward(cache).copy()
        np.testing.assert_array_equal(ops.softmax_cross_entropy_backward(cache), first)

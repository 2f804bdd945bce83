"""The compiled operations give what the reference gives, and leave to it what they are not made for."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core import (
    SGD,
    Adam,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Sequential,
    backend,
    backends,
    fit,
    grad_check,
    kernels,
    ops,
    sketches,
    use_backend,
)
from cnn_core.lab import Session
from cnn_core.sketches import rendering

TABLE = backends._tables.get("compiled", {})
# Sums of float32 in another order; the largest sums here have a few hundred terms of about 1.
RELATIVE, ABSOLUTE = 1e-5, 2e-5


@pytest.fixture(autouse=True)
def _backend_as_it_was() -> Iterator[None]:
    before = backend()
    yield
    use_backend(before)


def reference(name: str, *args: Any) -> Any:
    return backends.references[name](*args)


def compiled(name: str, *args: Any) -> Any:
    return TABLE[name](*args)


def check(name: str, *args: Any, scale: float = 1) -> Any:
    """Compare all arrays and numbers that both backends return; return the reference's answer.

    Args:
        scale: how large the numbers are that go into the sums; what remains of two that cancel is no better.
    """
    expected, got = reference(name, *args), compiled(name, *args)
    _compare(got, expected, scale)
    return expected


def _compare(got: Any, expected: Any, scale: float = 1) -> None:
    if isinstance(expected, tuple):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            _compare(one, other, scale)
    elif isinstance(expected, np.ndarray):
        assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(got, expected, rtol=RELATIVE, atol=ABSOLUTE * scale)
    elif isinstance(expected, float):
        assert got == pytest.approx(expected, rel=1e-5, abs=1e-6, nan_ok=True)
    else:
        assert got == expected


def floats(seed: int, *shape: int) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


SEED = st.integers(0, 2**32 - 1)
BATCH = st.integers(0, 5)
SIDE = st.integers(1, 9)
CHANNELS = st.integers(1, 17)


def test_they_are_here_and_in_use() -> None:
    assert kernels.unavailable is None
    assert backend() == "compiled"


def test_every_operation_of_ops_has_one() -> None:
    homes = (ops.__name__, rendering.__name__)
    assert set(TABLE) == {name for name, one in backends.references.items() if one.__module__ in homes}


@pytest.mark.parametrize("size", [8, 28, 64])
def test_sketches_are_the_same_to_the_last_bit(size: int) -> None:
    drawn = []
    for name in ("compiled", "reference"):
        use_backend(name)
        rng = np.random.default_rng(size)
        drawn.append(sketches.digits(40, classes=range(10), size=size, shift=2, rng=rng)[0])
    np.testing.assert_array_equal(*drawn)


def test_windows_that_lie_outside_are_declined_with_nothing_written() -> None:
    from cnn_core.kernels import _native

    offset, nearest = np.zeros((1, 1, 2), np.float32), np.ones((1, 8, 8), np.float32)

    def lower(window: int, column: int, row: int) -> int:
        corner = np.array([[[column, row]]], np.intp)
        windows = np.array([window], np.intp)
        return _native.lower_to_distances(windows, corner, offset, offset, offset, nearest)

    for window, column, row in ((9, 0, 0), (0, 0, 0), (2, 7, 0), (2, 0, 7), (2, -1, 0), (8, 0, 1)):
        assert lower(window, column, row) == 0
    np.testing.assert_array_equal(nearest, 1)
    assert lower(3, 5, 5) == 1
    assert nearest[0, 5, 5] == 0


@given(
    SEED,
    BATCH,
    SIDE,
    SIDE,
    CHANNELS,
    CHANNELS,
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["valid", "same"]),
)
def test_convolution(
    seed: int, n: int, h: int, w: int, c: int, f: int, k: int, strides: int, padding: str
) -> None:
    if padding == "valid" and k > min(h, w):
        h, w = h + k, w + k
    x, kernel, bias = floats(seed, n, h, w, c), floats(seed + 1, k, k, c, f), floats(seed + 2, f)
    y, cache = check("conv2d_forward", x, kernel, bias, strides, padding)
    check("conv2d_backward", floats(seed + 3, *y.shape), cache)
    check("conv2d_backward", floats(seed + 3, *y.shape), cache, False)


@given(
    SEED,
    BATCH,
    SIDE,
    SIDE,
    st.sampled_from([4, 8, 12]),
    st.integers(1, 3),
    st.sampled_from(["valid", "same"]),
)
def test_three_by_three_over_one_channel(
    seed: int, n: int, h: int, w: int, f: int, strides: int, padding: str
) -> None:
    """A first layer's, which has a kernel of its own."""
    x, kernel, bias = floats(seed, n, h + 2, w + 2, 1), floats(seed + 1, 3, 3, 1, f), floats(seed + 2, f)
    y, cache = check("conv2d_forward", x, kernel, bias, strides, padding)
    check("conv2d_backward", floats(seed + 3, *y.shape), cache)


@given(SEED, BATCH, SIDE, SIDE, CHANNELS, st.integers(1, 4), st.integers(1, 4))
def test_max_pooling_with_ties_and_overlaps(
    seed: int, n: int, h: int, w: int, c: int, pool: int, strides: int
) -> None:
    x = np.round(2 * floats(seed, n, h + pool, w + pool, c))  # so coarse that windows hold equal values
    y, cache = check("max_pool2d_forward", x, pool, strides)
    check("max_pool2d_backward", floats(seed + 1, *y.shape), cache)


@given(SEED, BATCH, st.integers(1, 40), CHANNELS)
def test_dense(seed: int, n: int, inputs: int, units: int) -> None:
    x, kernel, bias = floats(seed, n, inputs), floats(seed + 1, inputs, units), floats(seed + 2, units)
    _, cache = check("dense_forward", x, kernel, bias)
    check("dense_backward", floats(seed + 3, n, units), cache)
    check("dense_backward", floats(seed + 3, n, units), cache, False)


@given(SEED, st.integers(0, 70))
def test_relu(seed: int, size: int) -> None:
    x = np.round(floats(seed, size, 1), 1)
    _, y = check("relu_forward", x)
    check("relu_backward", floats(seed + 1, size, 1), y)


@given(SEED, st.integers(1, 6), st.integers(1, 12), st.sampled_from([0.01, 1, 30, 1e4]))
def test_softmax_and_its_loss(seed: int, n: int, classes: int, scale: float) -> None:
    logits = floats(seed, n, classes) * np.float32(scale)
    labels = np.random.default_rng(seed).integers(0, classes, n)
    check("softmax_forward", logits)
    _, cache = check("softmax_cross_entropy_forward", logits, labels)
    check("softmax_cross_entropy_backward", cache)


@given(SEED, st.integers(0, 6), st.integers(1, 6))
def test_who_is_right_with_ties_and_nan(seed: int, n: int, classes: int) -> None:
    logits = np.round(floats(seed, n, classes))
    logits[np.random.default_rng(seed).random((n, classes)) < 0.1] = np.nan
    assert check("count_right", logits, np.random.default_rng(seed + 1).integers(0, classes, n)) <= n


@given(
    SEED,
    st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=4),
    st.sampled_from([1e-3, 0.1, 1e30]),
    st.sampled_from([("sgd_step", 1, (0.05, 0.9)), ("adam_step", 2, (0.01, 0.9, 0.999, 0.2, 1e-8))]),
)
def test_steps_of_the_optimizers(
    seed: int, shapes: list[list[int]], scale: float, rule: tuple[str, int, tuple[float, ...]]
) -> None:
    """In place: parameters and state are compared, not only the answer."""
    name, num_states, numbers = rule
    lists = [
        [np.array(abs(floats(seed + i, *shape)) * np.float32(scale)) for shape in shapes]
        for i in range(2 + num_states)
    ]
    copies = [[array.copy() for array in arrays] for arrays in lists]
    assert compiled(name, *lists, *numbers) == reference(name, *copies, *numbers)
    for got, expected in zip(chain(*lists), chain(*copies), strict=True):
        np.testing.assert_allclose(got, expected, rtol=RELATIVE, atol=ABSOLUTE * scale)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 3e38])
def test_a_step_that_is_not_finite_moves_nothing(bad: float) -> None:
    last = np.array([1, bad], np.float32)
    for name, num_states, numbers in (
        ("sgd_step", 1, (2, 0.9)),
        ("adam_step", 2, (0.01, 0.9, 0.999, 0.2, 1e-8)),
    ):
        for step in (compiled, reference):
            kept = [[np.ones(3, np.float32), np.ones(2, np.float32)] for _ in range(1 + num_states)]
            grads = [np.ones(3, np.float32), last]
            assert not step(name, kept[0], grads, *kept[1:], *numbers)
            assert all((array == 1).all() for arrays in kept for array in arrays)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_goes_through_as_in_numpy(bad: float) -> None:
    x = floats(1, 2, 6, 6, 5)
    x[0, 2, 3, 1] = x[1, 5, 5, 4] = bad
    flat = x.reshape(2, 180)
    with np.errstate(all="ignore"):
        check("conv2d_forward", x, floats(2, 3, 3, 5, 6), floats(3, 6), 1, "same")
        check("relu_forward", x)
        check("max_pool2d_forward", x, 2, 2)
        check("max_pool2d_forward", x, 3, 1)
        check("dense_forward", flat, floats(4, 180, 3), floats(5, 3))
        check("softmax_forward", flat)
        check("softmax_cross_entropy_forward", flat, np.array([0, 7]))
        single = floats(6, 2, 6, 6, 1)
        single[0, 2, 3] = single[1, 5, 5] = bad
        _, cache = check("conv2d_forward", single, floats(7, 3, 3, 1, 8), floats(8, 8), 1, "valid")
        check("conv2d_backward", floats(9, 2, 4, 4, 8), cache)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda array: array.astype(np.float64),
        lambda array: np.asfortranarray(np.concatenate([array, array], axis=-1))[..., : array.shape[-1]],
        lambda array: array.astype(array.dtype.newbyteorder()),
    ],
    ids=["float64", "strided", "big-endian"],
)
def test_other_arrays_are_left_to_the_reference(spoil: Any) -> None:
    x, kernel, bias = spoil(floats(1, 2, 6, 6, 3)), floats(2, 3, 3, 3, 4), floats(3, 4)
    y, cache = check("conv2d_forward", x, kernel, bias, 1, "valid")
    check("conv2d_backward", spoil(floats(4, *y.shape)), cache)
    _, pool = check("max_pool2d_forward", x, 2, 2)
    check("max_pool2d_backward", spoil(floats(5, 2, 3, 3, 3)), pool)
    flat = spoil(floats(6, 2, 12))
    check("dense_forward", flat, floats(7, 12, 4), bias)
    _, y = check("relu_forward", x)
    check("relu_backward", spoil(floats(8, 2, 6, 6, 3)), y)
    check("softmax_cross_entropy_forward", flat, np.array([0, 11]))


def test_a_label_that_is_no_class_is_refused_as_the_reference_refuses_it() -> None:
    for label in (4, -5, 10**12):
        with pytest.raises(IndexError):
            compiled("softmax_cross_entropy_forward", floats(1, 1, 4), np.array([label]))


def test_an_argmax_that_points_outside_is_not_followed() -> None:
    for place in (-1, 36, 10_000):
        argmax = np.full((1, 3, 3, 1), place, np.intp)
        grad = np.ones((1, 3, 3, 1), np.float32)
        with pytest.raises((ValueError, IndexError, MemoryError)):
            compiled("max_pool2d_backward", grad, ops.MaxPool2DCache(argmax, (1, 6, 6, 1))).reshape(36)


class TestInC:
    """Straight into C: whatever comes, nothing is read or written that isn't there."""

    @pytest.fixture
    def native(self) -> Any:
        from cnn_core.kernels import _native

        return _native

    def test_wrong_numbers_and_kinds_of_arguments_are_declined(self, native: Any) -> None:
        x = floats(1, 4)
        for name in TABLE:
            function = getattr(native, name, None) or getattr(
                native, name.replace("backward", "kernel_gradient")
            )
            for arguments in ((), (x,), (x,) * 20, (None,) * 5, ("abc",) * 4, (1, 2, 3)):
                assert function(*arguments) in (0, -1)

    def test_shapes_that_do_not_fit_are_declined(self, native: Any) -> None:
        x, kernel, bias, y = floats(1, 2, 6, 6, 3), floats(2, 3, 3, 3, 4), floats(3, 4), floats(4, 2, 4, 4, 4)
        assert native.conv2d_forward(x, kernel, bias, 1, 0, 0, y) == 1
        assert native.conv2d_forward(x, kernel, bias, 1, 2, 2, y) == 1
        for wrong in (
            (x, kernel, bias, 2, 0, 0, y),
            (x, kernel, bias, 0, 0, 0, y),
            (x, kernel, bias, -1, 0, 0, y),
            (x, kernel, bias, 2**62, 0, 0, y),
            (x, kernel, bias, 1, -1, 0, y),
            (x, kernel, bias, 1, 0, 3, y),  # a window that would begin with nothing of the image
            (x, kernel, bias, 1, 2**62, 0, y),
            (x, kernel, bias[:3], 1, 0, 0, y),
            (x, kernel[:, :, :2].copy(), bias, 1, 0, 0, y),
            (x, kernel, bias, 1, 0, 0, floats(4, 2, 7, 4, 4)),
            (x, kernel, bias, 1, 0, 0, floats(4, 1, 4, 4, 4)),
            (x, kernel, bias, 1, 0, 0, floats(4, 2, 4, 4, 5)),
        ):
            assert native.conv2d_forward(*wrong) == 0
        grad_kernel, grad_bias = np.zeros_like(kernel), np.zeros_like(bias)
        assert native.conv2d_kernel_gradient(x, y, 1, grad_kernel, grad_bias) == 1
        assert native.conv2d_kernel_gradient(x, floats(4, 2, 5, 4, 4), 1, grad_kernel, grad_bias) == 0
        pooled, argmax = floats(5, 2, 3, 3, 3), np.zeros((2, 3, 3, 3), np.intp)
        assert native.max_pool2d_forward(x, 2, 2, pooled, argmax) == 1
        assert native.max_pool2d_forward(x, 3, 2, pooled, argmax) == 0
        assert native.max_pool2d_forward(x, 2, 2, pooled, argmax[:, :2].copy()) == 0
        tall, wide = floats(6, 3, 2), floats(7, 2, 3)
        assert native.relu_forward(tall, wide) == 0
        assert native.relu_backward(tall, wide, tall.copy()) == 0

    def test_a_result_that_may_not_be_written_is_declined(self, native: Any) -> None:
        x, y = floats(1, 8), np.zeros(8, np.float32)
        y.flags.writeable = False
        assert native.relu_forward(x, y) == 0
        assert not y.any()

    def test_more_parameters_than_there_is_room_for_are_moved_by_the_reference(self) -> None:
        params, velocities = ([np.ones(2, np.float32) for _ in range(300)] for _ in range(2))
        assert compiled("sgd_step", params, [np.ones(2, np.float32)] * 300, velocities, 0.5, 0.0)
        np.testing.assert_array_equal(params, 0.5)

    def test_lists_that_do_not_fit_are_declined_before_anything_moves(self, native: Any) -> None:
        def ones(*sizes: int) -> list[Any]:
            return [np.ones(size, np.float32) for size in sizes]

        frozen = ones(4)
        frozen[0].flags.writeable = False
        for params, grads, velocities in (
            (ones(4, 4), ones(4), ones(4, 4)),
            (ones(4, 4), ones(4, 4), ones(4, 3)),
            (ones(4, 4), ones(4, 5), ones(4, 4)),
            (ones(4), [np.ones((2, 2), np.float32)], ones(4)),
            (ones(4), [np.ones(4)], ones(4)),
            (ones(4), [None], ones(4)),
            (ones(4), tuple(ones(4)), ones(4)),
            (frozen, ones(4), ones(4)),
            (ones(4), ones(4), frozen),
        ):
            assert native.sgd_step(params, grads, velocities, 0.1, 0.9) == 0
            assert all((array == 1).all() for array in [*params, *velocities])
        assert native.sgd_step(ones(4), ones(4), ones(4), 0.1) == 0
        assert native.sgd_step(ones(4), ones(4), ones(4), "fast", 0.9) == 0


def run(name: str, optimizer: Any) -> tuple[Any, list[float]]:
    use_backend(name)
    rng = np.random.default_rng(3)
    layers = [
        Conv2D(8, 3, activation="relu"),
        MaxPool2D(2),
        Conv2D(6, 3, strides=2, padding="same", activation="relu"),
        Flatten(),
        Dense(10),
    ]
    model = Sequential(layers, input_shape=(14, 14, 2), rng=rng)
    data = (rng.random((96, 14, 14, 2)).astype(np.float32), rng.integers(0, 10, 96))
    losses = [p.loss for p in fit(model, data, optimizer=optimizer, steps=50, rng=np.random.default_rng(4))]
    return model.get_weights(), losses


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_fifty_steps_are_the_same_on_both_backends(optimizer: type[SGD] | type[Adam]) -> None:
    weights, losses = run("compiled", optimizer(0.01))
    expected, expected_losses = run("reference", optimizer(0.01))
    np.testing.assert_allclose(weights, expected, atol=1e-4, rtol=0)
    np.testing.assert_allclose(losses, expected_losses, atol=1e-4, rtol=0)


def test_the_lesson_s_network_learns_alike_on_both_backends() -> None:
    accuracies = {}
    for name in ("compiled", "reference"):
        use_backend(name)
        accuracies[name] = Session({"seed": 3}).train(300, 60_000)["test_accuracy"]
    assert accuracies["compiled"] == pytest.approx(accuracies["reference"], abs=0.02)
    assert accuracies["compiled"] > 0.9


def test_gradients_are_checked_in_float64_whatever_the_backend() -> None:
    use_backend("compiled")
    model = Sequential(
        [Conv2D(2, 3, activation="relu"), Flatten(), Dense(3)],
        input_shape=(5, 5, 1),
        rng=np.random.default_rng(1),
    )
    x = np.random.default_rng(2).normal(size=(2, 5, 5, 1))
    assert grad_check(model, x, np.array([0, 2])) < 1e-6


def test_the_backend_may_change_between_forward_and_backward() -> None:
    x, kernel, bias = floats(1, 2, 6, 6, 3), floats(2, 3, 3, 3, 4), floats(3, 4)
    for first, second in (("compiled", "reference"), ("reference", "compiled")):
        use_backend(first)
        y, cache = ops.conv2d_forward(x, kernel, bias, 1, "valid")
        pooled, pool = ops.max_pool2d_forward(y, 2, 2)
        use_backend(second)
        grad_y = ops.max_pool2d_backward(np.ones_like(pooled), pool)
        got = ops.conv2d_backward(grad_y, cache)
        use_backend(first)
        _compare(got, ops.conv2d_backward(ops.max_pool2d_backward(np.ones_like(pooled), pool), cache))

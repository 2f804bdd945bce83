"""Layers: what they hold, what they refuse, and whether their backward is the derivative of their forward."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core import (
    AvgPool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool2D,
    Layer,
    MaxPool2D,
    ReLU,
    grad_check,
)
from cnn_core.errors import HyperparameterError, ShapeError, StateError

RNG = np.random.default_rng(0)


def built(layer, input_shape):
    layer.build(input_shape, np.random.default_rng(1))
    return layer


class TestGradients:
    """`grad_check` itself is tested in test_checks.py, against wrong layers."""

    @settings(max_examples=40)
    @given(
        st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(1, 6), st.integers(1, 2)),
        st.integers(1, 3),
        st.integers(1, 4),
        st.integers(1, 3),
        st.sampled_from(["valid", "same"]),
        st.sampled_from([None, "relu"]),
        st.integers(0, 2**32 - 1),
    )
    def test_conv2d(self, shape, filters, kernel_size, strides, padding, activation, seed):
        assume(padding == "same" or kernel_size <= min(shape[1:3]))
        rng = np.random.default_rng(seed)
        layer = Conv2D(filters, kernel_size, strides, padding, activation)
        assert grad_check(layer, rng.normal(size=shape), max_entries=20, rng=rng) < 1e-5

    @settings(max_examples=40)
    @given(
        st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(1, 6), st.integers(1, 2)),
        st.integers(1, 3),
        st.none() | st.integers(1, 4),
        st.integers(0, 2**32 - 1),
    )
    def test_max_pool2d(self, shape, pool_size, strides, seed):
        assume(pool_size <= min(shape[1:3]))
        rng = np.random.default_rng(seed)
        assert (
            grad_check(MaxPool2D(pool_size, strides), rng.normal(size=shape), max_entries=20, rng=rng) < 1e-5
        )

    @settings(max_examples=20)
    @given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.sampled_from([None, "relu"]))
    def test_dense(self, n, inputs, units, activation):
        x = np.random.default_rng(n).normal(size=(n, inputs))
        assert grad_check(Dense(units, activation), x) < 1e-5

    @pytest.mark.parametrize("layer", [ReLU(), Flatten()])
    def test_layers_without_parameters(self, layer):
        assert grad_check(layer, RNG.normal(size=(2, 3, 3, 2))) < 1e-6


class TestBuild:
    @pytest.mark.parametrize(
        ("layer", "input_shape", "output_shape", "shapes"),
        [
            (Conv2D(4, 3), (8, 8, 1), (6, 6, 4), {"kernel": (3, 3, 1, 4), "bias": (4,)}),
            (
                Conv2D(2, 5, strides=2, padding="same"),
                (7, 8, 3),
                (4, 4, 2),
                {"kernel": (5, 5, 3, 2), "bias": (2,)},
            ),
            (MaxPool2D(2), (7, 6, 3), (3, 3, 3), {}),
            (MaxPool2D(3, 2), (7, 6, 3), (3, 2, 3), {}),
            (AvgPool2D(3, 2), (7, 6, 3), (3, 2, 3), {}),
            (GlobalAvgPool2D(), (7, 6, 3), (3,), {}),
            (BatchNorm(), (7, 6, 3), (7, 6, 3), {"gamma": (3,), "beta": (3,)}),
            (Dropout(0.5), (7, 6, 3), (7, 6, 3), {}),
            (ReLU(), (5,), (5,), {}),
            (Flatten(), (3, 3, 4), (36,), {}),
            (Dense(16), (36,), (16,), {"kernel": (36, 16), "bias": (16,)}),
        ],
    )
    def test_shapes(self, layer, input_shape, output_shape, shapes):
        assert layer.build(input_shape, np.random.default_rng(1)) == output_shape
        assert (layer.input_shape, layer.output_shape) == (input_shape, output_shape)
        assert {name: param.shape for name, param in layer.params.items()} == shapes
        assert {param.dtype for param in layer.params.values()} <= {np.dtype(np.float32)}
        assert layer.num_params == layer.count_params(input_shape) == sum(map(np.prod, shapes.values()))
        x = np.zeros((2, *input_shape), np.float32)
        y = layer.forward(x)
        assert y.shape == (2, *output_shape)
        assert y.dtype == np.float32
        gradient = layer.backward(y)
        assert gradient.shape == x.shape
        assert gradient.dtype == np.float32
        assert {name: gradient.shape for name, gradient in layer.grads.items()} == shapes

    def test_kernels_are_drawn_as_he_and_others_say(self):
        """Variance 2 / fan_in, fan_in = 5 · 5 · 16 and 400; biases 0."""
        for layer, shape in [(Conv2D(64, 5), (8, 8, 16)), (Dense(64), (400,))]:
            kernel = built(layer, shape).params["kernel"]
            assert kernel.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
            assert abs(kernel.mean()) < 0.001
            assert not layer.params["bias"].any()

    def test_the_same_generator_draws_the_same(self):
        first, second = built(Conv2D(4, 3), (8, 8, 1)), built(Conv2D(4, 3), (8, 8, 1))
        np.testing.assert_array_equal(first.params["kernel"], second.params["kernel"])

    @pytest.mark.parametrize(
        ("layer", "input_shape", "message"),
        [
            (Conv2D(4, 3), (64,), r"Conv2D\(4, 3\) expected images of shape \(h, w, c\), got \(64,\)"),
            (
                Conv2D(4, 5),
                (8, 4, 1),
                r"Conv2D\(4, 5\) does not fit: its kernels are 5 × 5, the images 8 × 4",
            ),
            (
                MaxPool2D(3),
                (8, 2, 1),
                r"MaxPool2D\(3\) does not fit: its windows are 3 × 3, the images 8 × 2",
            ),
            (MaxPool2D(2), (36,), r"MaxPool2D\(2\) expected images"),
            (
                Dense(4),
                (3, 3, 4),
                r"Dense\(4\) expected flat inputs, got \(3, 3, 4\); put Flatten\(\) before it",
            ),
        ],
    )
    def test_inputs_that_do_not_fit_are_refused(self, layer, input_shape, message):
        with pytest.raises(ShapeError, match=message):
            layer.build(input_shape, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Conv2D(0, 3), "filters must be a whole number of at least 1, got 0"),
        (lambda: Conv2D(4, 2.5), "kernel_size must be a whole number of at least 1, got 2.5"),
        (lambda: Conv2D(4, (3, 3)), r"kernel_size must be .* got \(3, 3\)"),
        (lambda: Conv2D(4, 3, strides=0), "strides must be"),
        (lambda: Conv2D(True, 3), "filters must be .* got True"),
        (lambda: Conv2D(4, 3, padding="full"), 'padding must be "valid" or "same", got \'full\''),
        (lambda: Conv2D(4, 3, activation="tanh"), "activation must be None or \"relu\", got 'tanh'"),
        (lambda: MaxPool2D(-1), "pool_size must be"),
        (lambda: MaxPool2D(2, strides=0), "strides must be"),
        (lambda: Dense("16"), "units must be .* got '16'"),
        (lambda: Dense(4, activation=ReLU), "activation must be"),
    ],
)
def test_bad_arguments_are_refused(make, message):
    with pytest.raises(HyperparameterError, match=message):
        make()


def test_whole_numbers_of_numpy_are_whole_numbers():
    assert repr(Conv2D(np.int64(4), np.uint8(3))) == "Conv2D(4, 3)"


@pytest.mark.parametrize(
    ("make", "input_shape"),
    [
        (lambda: Conv2D(4, 3), (8, 8, 1)),
        (lambda: MaxPool2D(2), (8, 8, 1)),
        (ReLU, (8, 8, 1)),
        (Flatten, (8, 8, 1)),
        (lambda: Dense(3), (64,)),
        (AvgPool2D, (8, 8, 1)),
        (GlobalAvgPool2D, (8, 8, 1)),
        (BatchNorm, (8, 8, 1)),
        (lambda: Dropout(0.5), (8, 8, 1)),
    ],
    ids=[
        *("conv2d", "max_pool2d", "relu", "flatten", "dense"),
        *("avg_pool2d", "global_avg_pool2d", "batch_norm", "dropout"),
    ],
)
class TestMisuse:
    def test_forward_before_build(self, make, input_shape):
        with pytest.raises(StateError, match="is not built yet"):
            make().forward(np.zeros((1, *input_shape)))

    def test_backward_before_forward(self, make, input_shape):
        layer = built(make(), input_shape)
        with pytest.raises(StateError, match="can't go backward before it went forward"):
            layer.backward(np.zeros((1, *layer.output_shape)))

    def test_backward_after_building_anew(self, make, input_shape):
        layer = built(make(), input_shape)
        y = layer.forward(np.zeros((1, *input_shape)))
        built(layer, input_shape)
        with pytest.raises(StateError, match="can't go backward"):
            layer.backward(y)

    @pytest.mark.parametrize("shape", [(8, 8), (3, 8, 8, 2), (5,), ()])
    def test_inputs_of_another_shape(self, make, input_shape, shape):
        with pytest.raises(ShapeError, match=r"expected an input of shape \(n, .*, got \("):
            built(make(), input_shape).forward(np.zeros(shape))

    def test_gradients_of_another_shape(self, make, input_shape):
        layer = built(make(), input_shape)
        layer.forward(np.zeros((2, *input_shape)))
        with pytest.raises(ShapeError, match=r"expected a gradient of shape \(n, .*, got \(2, 1, 1, 1, 1\)"):
            layer.backward(np.zeros((2, 1, 1, 1, 1)))


def test_parameters_are_live_and_can_be_replaced():
    layer = built(Dense(1), (1,))
    layer.params["kernel"][...] = 3
    assert layer.forward(np.ones((1, 1))).item() == 3
    mine = np.array([[5.0]])
    layer.params["kernel"] = mine
    assert layer.forward(np.ones((1, 1))).item() == 5
    mine[0, 0] = 7
    assert layer.forward(np.ones((1, 1))).item() == 7


def test_parameters_of_mixed_precision_work():
    """So that one can be replaced at a time."""
    x = RNG.normal(size=(1, 4, 4, 1)).astype(np.float32)
    for layer, shape in [(Conv2D(2, 3), x.shape), (Dense(2), (1, 16))]:
        built(layer, shape[1:]).params["bias"] = np.full(2, 1e-9)
        assert layer.forward(x.reshape(shape)).dtype == np.float64


def test_an_activation_is_applied_by_the_layer_alone_too():
    plain, rectified = built(Dense(8), (4,)), built(Dense(8, activation="relu"), (4,))
    x = RNG.normal(size=(5, 4))
    np.testing.assert_array_equal(rectified.forward(x), np.maximum(plain.forward(x), 0))


@pytest.mark.parametrize("layer", [Conv2D(2, 3), Dense(2)])
def test_without_need_the_input_gradient_is_left_out(layer):
    x = RNG.normal(size=(1, 4, 4, 1)) if isinstance(layer, Conv2D) else RNG.normal(size=(1, 4))
    built(layer, x.shape[1:])
    layer.needs_input_grad = False
    assert layer.backward(layer.forward(x)) is None
    assert set(layer.grads) == {"kernel", "bias"}


@pytest.mark.parametrize(
    "text",
    [
        "Conv2D(4, 3)",
        'Conv2D(4, 3, strides=2, padding="same", activation="relu")',
        "MaxPool2D(2)",
        "MaxPool2D(3, strides=2)",
        "AvgPool2D(3, strides=2)",
        "GlobalAvgPool2D()",
        "BatchNorm()",
        "BatchNorm(momentum=0.9, epsilon=1e-05)",
        "Dropout(0.5)",
        "ReLU()",
        "Flatten()",
        "Dense(16)",
        'Dense(16, activation="relu")',
    ],
)
def test_repr_is_how_it_was_written(text):
    assert repr(eval(text)) == text


class Identity(Layer):
    def forward(self, x, training=False):  # noqa: ARG002 the signature of all layers
        return x


class TestLayersOfOnesOwn:
    def test_two_methods_are_enough(self):
        class Reversible(Identity):
            def backward(self, grad_output):
                return grad_output

        assert grad_check(Reversible(), RNG.normal(size=(2, 3))) < 1e-6
        assert repr(Reversible()) == "Reversible()"

    def test_what_is_missing_is_said(self):
        with pytest.raises(NotImplementedError, match="Identity has no backward pass"):
            Identity().backward(np.zeros((1, 1)))
        with pytest.raises(NotImplementedError, match="Layer has no forward pass"):
            Layer().forward(np.zeros((1, 1)))

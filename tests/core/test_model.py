"""Sequential: a stack that fits, the way through it and back, its parameters by name and as one vector."""

import numpy as np
import pytest

from cnn_core import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Sequential, SoftmaxCrossEntropy
from cnn_core.errors import HyperparameterError, ShapeError, StateError, WeightsError
from cnn_core.model import PREDICTED_AT_ONCE


def lesson_network(seed=1):
    layers = [
        Conv2D(4, 3, activation="relu"),
        MaxPool2D(2),
        Flatten(),
        Dense(16, activation="relu"),
        Dense(4),
    ]
    return Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(seed))


class Double(Layer):
    def forward(self, x, training=False):
        self.training = training
        return 2 * x

    def backward(self, grad_output):
        return 2 * grad_output


class Broken(Double):
    def backward(self, grad_output):
        pass


class TestBuild:
    def test_activations_become_layers(self):
        model = lesson_network()
        assert [name for name, _ in model.named_layers()] == [
            *("conv2d", "relu", "max_pool2d", "flatten", "dense", "relu_1", "dense_1"),
        ]
        assert [layer for _, layer in model.named_layers()] == model.layers
        assert repr(model.layers[:2]) == "[Conv2D(4, 3), ReLU()]"

    def test_it_does_not_matter_how_activations_are_written(self):
        layers = [Conv2D(4, 3), ReLU(), MaxPool2D(2), Flatten(), Dense(16), ReLU(), Dense(4)]
        model = Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(1))
        np.testing.assert_array_equal(model.get_weights(), lesson_network().get_weights())
        x = np.random.default_rng(0).random((3, 8, 8, 1))
        np.testing.assert_array_equal(model.forward(x), lesson_network().forward(x))

    def test_counts_and_shapes(self):
        model = lesson_network()
        assert model.num_params == 700
        assert (model.input_shape, model.output_shape) == ((8, 8, 1), (4,))
        same = Sequential(
            [Conv2D(4, 3, padding="same"), MaxPool2D(2), Flatten(), Dense(16), Dense(4)],
            input_shape=[8, 8, 1],
            rng=np.random.default_rng(1),
        )
        assert same.num_params == 1148

    def test_summary(self):
        assert lesson_network().summary().splitlines() == [
            "layer       output shape  parameters",
            "input       (n, 8, 8, 1)",
            "conv2d      (n, 6, 6, 4)          40",
            "relu        (n, 6, 6, 4)           0",
            "max_pool2d  (n, 3, 3, 4)           0",
            "flatten     (n, 36)                0",
            "dense       (n, 16)              592",
            "relu_1      (n, 16)                0",
            "dense_1     (n, 4)                68",
            "total                            700",
        ]

    def test_one_seed_one_network(self):
        np.testing.assert_array_equal(lesson_network(5).get_weights(), lesson_network(5).get_weights())
        assert (lesson_network(5).get_weights() != lesson_network(6).get_weights()).any()

    def test_a_layer_that_does_not_fit_is_named(self):
        with pytest.raises(
            ShapeError, match=r"^layer 2 \(counting from 0\): Dense\(4\) expected flat inputs"
        ):
            Sequential([Conv2D(4, 3), ReLU(), Dense(4)], input_shape=(8, 8, 1), rng=np.random.default_rng(1))
        with pytest.raises(ShapeError, match=r"^layer 1 \(counting from 0\): Conv2D\(1, 7\) does not fit"):
            Sequential([Conv2D(4, 3), Conv2D(1, 7)], input_shape=(8, 8, 1), rng=np.random.default_rng(1))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"layers": []}, "at least one layer"),
            ({"layers": [ReLU(), "relu"]}, r"layer 1 \(counting from 0\) is not a layer: 'relu'"),
            ({"layers": [ReLU]}, "layer 0 .* is not a layer"),
            ({"rng": None}, r"pass rng=np.random.default_rng\(1\)"),
            ({"rng": 1}, r"rng must be a NumPy Generator, such as np.random.default_rng\(1\), got 1"),
            ({"input_shape": 8}, r"input_shape must be sizes such as \(8, 8, 1\), got 8"),
            ({"input_shape": ()}, "input_shape must be"),
            ({"input_shape": (8, 0, 1)}, "input_shape must be"),
            ({"input_shape": (8, 8.5, 1)}, "input_shape must be"),
        ],
    )
    def test_bad_arguments_are_refused(self, arguments, message):
        usual = {"layers": [ReLU()], "input_shape": (8, 8, 1), "rng": np.random.default_rng(1)}
        with pytest.raises(HyperparameterError, match=message):
            Sequential(**usual | arguments)

    def test_a_layer_can_be_in_it_once(self):
        layer = ReLU()
        with pytest.raises(HyperparameterError, match=r"layer 2, ReLU\(\), is in the network already"):
            Sequential([layer, ReLU(), layer], input_shape=(1,), rng=np.random.default_rng(1))


class TestForward:
    @pytest.mark.parametrize("shape", [(8, 8), (8, 8, 1), (1, 8, 8), (1, 8, 8, 3), (1, 64), ()])
    def test_images_of_another_shape_are_refused(self, shape):
        message = r"expected images of shape \(n, 8, 8, 1\), got \(" + ", ".join(map(str, shape))
        for look in (lesson_network().forward, lesson_network().predict_proba):
            with pytest.raises(ShapeError, match=message):
                look(np.zeros(shape))

    def test_whatever_comes_is_computed_in_single_precision(self):
        model, x = lesson_network(), np.random.default_rng(0).integers(0, 2, (2, 8, 8, 1))
        for images in (x, x.astype(np.uint8), x.astype(np.float64), x.tolist()):
            y = model.forward(images)
            assert y.dtype == np.float32
            np.testing.assert_array_equal(y, model.forward(x))

    def test_double_precision_parameters_make_it_compute_in_double(self):
        model = lesson_network()
        for name, param in model.params.items():
            model.params[name] = param.astype(np.float64)
        assert model.forward(np.zeros((1, 8, 8, 1), np.float32)).dtype == np.float64

    def test_layers_are_told_when_training(self):
        layer = Double()
        model = Sequential([layer], input_shape=(1,), rng=np.random.default_rng(1))
        model.forward(np.zeros((1, 1)), training=True)
        assert layer.training
        model.predict_proba(np.zeros((1, 1)))
        assert not layer.training

    @pytest.mark.parametrize("n", [0, 1, PREDICTED_AT_ONCE, PREDICTED_AT_ONCE + 1, 2 * PREDICTED_AT_ONCE + 7])
    def test_probabilities_of_any_number_of_images(self, n):
        model = lesson_network()
        x = np.random.default_rng(0).random((n, 8, 8, 1))
        probabilities = model.predict_proba(x)
        assert probabilities.shape == (n, 4)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
        for i in (0, n - 1) if n else ():
            np.testing.assert_allclose(probabilities[i], model.predict_proba(x[i : i + 1])[0], rtol=1e-5)


class TestBackward:
    def test_gradients_by_name(self):
        model = lesson_network()
        x = np.random.default_rng(0).random((3, 8, 8, 1))
        _, gradient = SoftmaxCrossEntropy()(model.forward(x), [0, 1, 2])
        assert model.backward(gradient).shape == x.shape
        assert list(model.grads) == list(model.params)
        assert model.grads["dense_1.bias"] is model.layers[-1].grads["bias"]

    def test_without_the_inputs_gradient_the_others_are_the_same(self):
        model = lesson_network()
        y = model.forward(np.random.default_rng(0).random((3, 8, 8, 1)))
        model.backward(y)
        with_it = dict(model.grads)
        assert model.backward(y, input_gradient=False) is None
        for name, gradient in model.grads.items():
            np.testing.assert_array_equal(gradient, with_it[name])
        assert model.layers[0].needs_input_grad
        gate = Sequential([ReLU()], input_shape=(3,), rng=np.random.default_rng(1))
        assert gate.backward(gate.forward(np.ones((1, 3))), input_gradient=False) is None

    def test_layers_before_the_first_parameters_are_left_out(self):
        class OneWay(Double):
            def backward(self, grad_output):
                pytest.fail(f"went back too far, with {grad_output}")

        model = Sequential([OneWay(), Dense(2), Double()], input_shape=(3,), rng=np.random.default_rng(1))
        y = model.forward(np.ones((1, 3)))
        assert model.backward(y, input_gradient=False) is None
        assert len(model.grads) == 2

    def test_before_any_forward_pass(self):
        model = lesson_network()
        with pytest.raises(StateError, match=r"Dense\(4\) can't go backward before it went forward"):
            model.backward(np.zeros((1, 4)), input_gradient=False)
        assert model.layers[0].needs_input_grad

    def test_a_layer_that_gives_no_gradient_back_is_found(self):
        model = Sequential([Dense(2), Broken(), Dense(3)], input_shape=(3,), rng=np.random.default_rng(1))
        y = model.forward(np.ones((1, 3)))
        with pytest.raises(
            StateError, match=r"Dense\(2\) gets no gradient: the backward of the layer after it"
        ):
            model.backward(y)


class TestParameters:
    def test_names(self):
        assert list(lesson_network().params) == [
            *("conv2d.kernel", "conv2d.bias", "dense.kernel", "dense.bias", "dense_1.kernel", "dense_1.bias"),
        ]
        assert len(lesson_network().params) == 6

    def test_they_are_live(self):
        model = lesson_network()
        assert model.params["conv2d.kernel"] is model.layers[0].params["kernel"]
        model.params["dense_1.bias"] = np.array([9.0, 0, 0, 0])
        assert model.layers[-1].params["bias"].tolist() == [9, 0, 0, 0]

    def test_there_is_nothing_to_add_or_take_away(self):
        params = lesson_network().params
        with pytest.raises(KeyError):
            params["conv2d.scale"] = np.ones(1)
        with pytest.raises(TypeError):
            del params["conv2d.bias"]

    def test_layers_of_ones_own_have_names_too(self):
        class HTTPLayer2Go(Double):
            pass

        layers = [Double(), HTTPLayer2Go(), Double()]
        model = Sequential(layers, input_shape=(1,), rng=np.random.default_rng(1))
        assert [name for name, _ in model.named_layers()] == ["double", "httplayer2go", "double_1"]


class TestWeights:
    def test_there_and_back(self):
        model, other = lesson_network(1), lesson_network(2)
        weights = model.get_weights()
        assert weights.shape == (700,)
        assert weights.dtype == np.float32
        arrays = list(other.params.values())
        other.set_weights(weights)
        np.testing.assert_array_equal(other.get_weights(), weights)
        assert all(a is b for a, b in zip(arrays, other.params.values(), strict=True))

    def test_they_are_copies_in_order(self):
        model = lesson_network()
        weights = model.get_weights()
        np.testing.assert_array_equal(weights[:36].reshape(3, 3, 1, 4), model.params["conv2d.kernel"])
        weights[:] = 0
        assert model.get_weights().any()

    def test_a_network_can_start_from_them(self):
        weights = np.arange(20)
        model = Sequential([Dense(4)], input_shape=(4,), weights=weights)
        np.testing.assert_array_equal(model.get_weights(), weights)

    def test_a_network_without_parameters_has_none(self):
        model = Sequential([ReLU()], input_shape=(4,), rng=np.random.default_rng(1))
        assert model.get_weights().shape == (0,)
        assert model.num_params == 0

    @pytest.mark.parametrize(
        ("weights", "message"),
        [
            (np.zeros(699), r"expected weights of shape \(700,\), got \(699,\)"),
            (np.zeros((700, 1)), r"got \(700, 1\)"),
            (np.full(700, np.nan), "finite"),
            (np.append(np.zeros(699), np.inf), "finite"),
            (np.full(700, 1e300), "finite"),  # in single precision
            (np.full(700, "1"), "finite numbers"),
        ],
    )
    def test_bad_ones_change_nothing(self, weights, message):
        model = lesson_network()
        before = model.get_weights()
        with pytest.raises(WeightsError, match=message):
            model.set_weights(weights)
        np.testing.assert_array_equal(model.get_weights(), before)

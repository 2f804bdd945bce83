"""Average pooling and batch normalization: against loops, against differences, and what they remember."""

import io

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core import SGD, AvgPool2D, BatchNorm, Dense, GlobalAvgPool2D, ReLU, Sequential, fit, grad_check
from cnn_core.errors import DivergedError, HyperparameterError, ShapeError, WeightsError
from cnn_core.shapes import trace_receptive_field, trace_shapes
from tests.core import naive

IMAGES = st.tuples(st.integers(1, 3), st.integers(1, 7), st.integers(1, 7), st.integers(1, 3))
SEEDS = st.integers(0, 2**32 - 1)
EITHER_PRECISION = pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)])


def built(layer, input_shape):
    layer.build(input_shape, np.random.default_rng(1))
    return layer


class TestAvgPool2D:
    @settings(max_examples=40)
    @given(IMAGES, st.integers(1, 3), st.none() | st.integers(1, 4), SEEDS)
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_is_what_loops_make_of_it(self, dtype, shape, pool_size, strides, seed):
        assume(pool_size <= min(shape[1:3]))
        rng = np.random.default_rng(seed)
        layer = built(AvgPool2D(pool_size, strides), shape[1:])
        x = rng.normal(size=shape).astype(dtype)
        y = layer.forward(x)
        gradient = rng.normal(size=y.shape).astype(dtype)
        grad_x = layer.backward(gradient)
        expected_y, expected_grad_x = naive.avg_pool2d(x, pool_size, strides or pool_size, gradient)
        assert y.dtype == grad_x.dtype == dtype
        np.testing.assert_allclose(y, expected_y, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(grad_x, expected_grad_x, rtol=1e-5, atol=1e-6)

    def test_the_lessons_window(self):
        layer = built(AvgPool2D(2), (2, 2, 1))
        assert layer.forward(np.array([1.0, 3, 2, 4]).reshape(1, 2, 2, 1)).item() == 2.5
        assert layer.backward(np.ones((1, 1, 1, 1))).ravel().tolist() == [0.25] * 4

    @pytest.mark.parametrize("layer", [AvgPool2D(2), AvgPool2D(3, 2), AvgPool2D(2, 3), GlobalAvgPool2D()])
    def test_gradients(self, layer):
        assert grad_check(layer, np.random.default_rng(3).normal(size=(2, 7, 5, 3))) < 1e-6

    def test_sees_as_far_as_max_pooling(self):
        assert [tuple(field) for field in trace_receptive_field([AvgPool2D(2), AvgPool2D(3, 1)])] == [
            (2, 2),
            (6, 2),
        ]

    def test_what_does_not_fit_is_refused(self):
        with pytest.raises(HyperparameterError, match="pool_size must be"):
            AvgPool2D(0)
        with pytest.raises(
            ShapeError, match=r"AvgPool2D\(3\) does not fit: its windows are 3 × 3, the images 8 × 2"
        ):
            built(AvgPool2D(3), (8, 2, 1))


class TestGlobalAvgPool2D:
    @EITHER_PRECISION
    def test_one_number_for_each_map(self, dtype, tolerance):
        x = np.random.default_rng(1).normal(size=(3, 5, 7, 4)).astype(dtype)
        layer = built(GlobalAvgPool2D(), (5, 7, 4))
        y = layer.forward(x)
        assert y.dtype == dtype
        for s, c in np.ndindex(3, 4):
            total = sum(float(x[s, i, j, c]) for i, j in np.ndindex(5, 7))
            assert y[s, c] == pytest.approx(total / 35, rel=tolerance, abs=tolerance)
        gradient = layer.backward(y)
        np.testing.assert_allclose(gradient, np.broadcast_to(y[:, None, None] / 35, x.shape), rtol=tolerance)

    def test_in_place_of_flattening_it_saves_the_most_weights(self):
        rows = trace_shapes([GlobalAvgPool2D(), Dense(1000)], (7, 7, 512))
        assert [(row.output_shape, row.params) for row in rows] == [((512,), 0), ((1000,), 513_000)]

    def test_rows_are_refused(self):
        with pytest.raises(ShapeError, match=r"GlobalAvgPool2D\(\) expected images"):
            built(GlobalAvgPool2D(), (36,))


class TestBatchNorm:
    @settings(max_examples=25)
    @given(IMAGES | st.tuples(st.integers(1, 6), st.integers(1, 4)), SEEDS)
    def test_is_what_loops_make_of_it(self, shape, seed):
        rng = np.random.default_rng(seed)
        layer = built(BatchNorm(momentum=0.9), shape[1:])
        gamma, beta = rng.normal(size=(2, shape[-1]))
        layer.params["gamma"], layer.params["beta"] = gamma, beta
        x = rng.normal(3, 2, shape)
        expected, means, variances = naive.batch_norm(x, gamma, beta, layer.epsilon)
        np.testing.assert_allclose(layer.forward(x, training=True), expected, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(layer.state["moving_mean"], np.multiply(0.1, means), rtol=1e-5)
        np.testing.assert_allclose(layer.state["moving_variance"], 0.9 + 0.1 * np.array(variances), rtol=1e-5)

    def test_numbers_worked_by_hand(self):
        """Mean 4, variance 5, ε 0: 7 is 3 / √5 above; with γ 2 and β 1 that is 1 + 6 / √5."""
        layer = built(BatchNorm(epsilon=1e-12), (1,))
        layer.params["gamma"][:], layer.params["beta"][:] = 2, 1
        y = layer.forward(np.array([[1.0], [3.0], [5.0], [7.0]]), training=True)
        np.testing.assert_allclose(y[:, 0], 1 + 2 * np.array([-3, -1, 1, 3]) / np.sqrt(5), rtol=1e-6)

    @pytest.mark.parametrize("training", [False, True])
    @pytest.mark.parametrize("shape", [(4, 3), (3, 5, 4, 2), (1, 3, 1, 2)])
    def test_gradients(self, shape, training):
        layer = built(BatchNorm(), shape[1:])
        layer.state["moving_mean"][:] = 0.3
        layer.state["moving_variance"][:] = 2.5
        x = np.random.default_rng(2).normal(size=shape)
        assert grad_check(layer, x, training=training) < 1e-6

    def test_a_check_leaves_the_running_means_alone(self):
        layer = built(BatchNorm(), (3,))
        moving = layer.state["moving_mean"]
        grad_check(layer, np.random.default_rng(2).normal(size=(4, 3)), training=True)
        assert layer.state["moving_mean"] is moving
        assert not moving.any()

    def test_in_use_the_running_means_count_and_each_image_is_on_its_own(self):
        layer = built(BatchNorm(momentum=0), (2,))
        x = np.random.default_rng(5).normal(4, 3, (50, 2)).astype(np.float32)
        trained = layer.forward(x, training=True)
        assert trained.dtype == np.float32
        np.testing.assert_allclose(trained.mean(axis=0), 0, atol=1e-5)
        np.testing.assert_allclose(trained.var(axis=0), 1, rtol=1e-3)
        np.testing.assert_allclose(layer.forward(x), trained, rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(layer.forward(x[:1]), layer.forward(x)[:1])

    def test_scale_and_shift_are_parameters_and_the_means_are_not(self):
        model = network()
        assert model.num_params == 3 * 4 + 4 + 2 * 4 + 4 * 2 + 2 == len(model.get_weights())
        assert [name for name in model.params if "norm" in name] == ["batch_norm.gamma", "batch_norm.beta"]
        assert list(model.state) == ["batch_norm.moving_mean", "batch_norm.moving_variance"]

    def test_it_is_saved_and_loaded_with_its_means(self):
        model, other = network(), network(seed=2)
        for _ in fit(model, DATA, optimizer=SGD(), steps=20, rng=np.random.default_rng(1)):
            pass
        file = io.BytesIO()
        model.save(file)
        with np.load(io.BytesIO(file.getvalue())) as arrays:
            assert set(arrays) == set(model.params) | set(model.state)
        file.seek(0)
        other.load(file)
        assert other.state["batch_norm.moving_mean"].any()
        np.testing.assert_array_equal(other.forward(DATA[0]), model.forward(DATA[0]))

    def test_a_file_without_means_is_refused(self):
        plain = io.BytesIO()
        np.savez(plain, **network().params)
        plain.seek(0)
        with pytest.raises(WeightsError, match="moving_mean"):
            network().load(plain)

    def test_a_step_that_fails_leaves_the_means_as_they_were(self):
        model = network()
        run = fit(model, DATA, optimizer=SGD(1e30, momentum=0), steps=50, rng=np.random.default_rng(1))
        means = []

        def train():
            while True:
                means.append({name: array.copy() for name, array in model.state.items()})
                next(run)

        with pytest.raises(DivergedError):
            train()
        for name, array in model.state.items():
            np.testing.assert_array_equal(array, means[-1][name])

    @pytest.mark.parametrize(
        ("arguments", "message"), [({"momentum": 1}, "momentum must be"), ({"epsilon": 0}, "epsilon must be")]
    )
    def test_bad_arguments_are_refused(self, arguments, message):
        with pytest.raises(HyperparameterError, match=message):
            BatchNorm(**arguments)


DATA = (np.random.default_rng(7).normal(5, 2, (60, 3)), np.arange(60) % 2)


def network(seed=1):
    layers = [Dense(4), BatchNorm(), ReLU(), Dense(2)]
    return Sequential(layers, input_shape=(3,), rng=np.random.default_rng(seed))

"""Residual blocks and dropout: what they compute, their gradients, and the names of what is inside."""

import io

import numpy as np
import pytest

from cnn_core import (
    Adam,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool2D,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
    fit,
    grad_check,
    sketches,
)
from cnn_core.errors import HyperparameterError, ShapeError, StateError
from cnn_core.shapes import receptive_field, trace_shapes

RNG = np.random.default_rng(0)


def built(layer, input_shape):
    layer.build(input_shape, np.random.default_rng(1))
    return layer


def bottleneck():
    body = [Conv2D(2, 1, activation="relu"), Conv2D(4, 3, strides=2, padding="same"), BatchNorm()]
    return Residual(body, shortcut=[Conv2D(4, 1, strides=2), BatchNorm()])


class TestByHand:
    """Lesson 9: W₁ = [[.2, .1], [−.1, .3]], W₂ = [[.3, −.2], [.1, .4]], x = [1, −.5], both as W·x."""

    @pytest.fixture
    def block(self):
        block = built(Residual([Dense(2), ReLU(), Dense(2)]), (2,))
        block.params["dense.kernel"] = np.array([[0.2, 0.1], [-0.1, 0.3]]).T
        block.params["dense_1.kernel"] = np.array([[0.3, -0.2], [0.1, 0.4]]).T
        return block

    def test_forward(self, block):
        y = block.forward(np.array([[1, -0.5]]))
        np.testing.assert_allclose(y, [[1.045, -0.485]], rtol=1e-12)

    def test_backward(self, block):
        """g = [1, 0.5] goes past unchanged; through F, W₁ᵀ·([z > 0]·(W₂ᵀ·g)), only unit 1 lets it by."""
        block.forward(np.array([[1, -0.5]]))
        back_through_second = 0.3 * 1 + 0.1 * 0.5
        expected = [1 + 0.2 * back_through_second, 0.5 + 0.1 * back_through_second]
        np.testing.assert_allclose(block.backward(np.array([[1, 0.5]])), [expected], rtol=1e-12)
        np.testing.assert_allclose(block.grads["dense_1.kernel"], [[0.15, 0.075], [0, 0]], rtol=1e-12)


class TestResidual:
    @pytest.mark.parametrize("training", [False, True])
    @pytest.mark.parametrize(
        ("block", "shape"),
        [
            (Residual([Dense(3, activation="relu"), Dense(5)]), (2, 5)),
            (Residual([Conv2D(2, 3, padding="same"), ReLU(), Conv2D(2, 3, padding="same")]), (2, 5, 4, 2)),
            (bottleneck(), (3, 5, 7, 3)),
            (Residual([Residual([Dense(3)]), Dropout(0.4), Residual([Dense(3)])]), (4, 3)),
        ],
    )
    def test_gradients(self, block, shape, training):
        x = np.random.default_rng(4).normal(size=shape)
        assert grad_check(block, x, training=training, max_entries=40) < 1e-6
        assert block.input_shape is None, "a check does not build it"

    def test_wrong_gradients_inside_show(self):
        class Wrong(Dense):
            def backward(self, grad_output):
                grad_x = super().backward(grad_output)
                self.grads["bias"] = self.grads["bias"] * 0.9
                return grad_x

        assert grad_check(Residual([Wrong(3)]), RNG.normal(size=(2, 3))) == pytest.approx(0.1, rel=1e-3)

    def test_is_the_sum_of_both_paths(self):
        block = built(bottleneck(), (6, 6, 3))
        x = RNG.normal(size=(2, 6, 6, 3)).astype(np.float32)
        through = past = x
        for layer in block.layers:
            through = layer.forward(through)
        for layer in block.shortcut:
            past = layer.forward(past)
        y = block.forward(x)
        assert y.dtype == np.float32
        np.testing.assert_array_equal(y, through + past)

    def test_layers_that_give_0_let_everything_through_both_ways(self):
        block = built(Residual([Conv2D(3, 3, padding="same"), ReLU()]), (4, 4, 3))
        block.params["conv2d.kernel"][...] = 0
        x = RNG.normal(size=(1, 4, 4, 3))
        np.testing.assert_array_equal(block.forward(x), x)
        np.testing.assert_array_equal(block.backward(x), x)

    def test_one_that_starts_at_0_lets_everything_through_and_then_learns(self):
        block = built(Residual([Dense(3), ReLU(), Dense(3, activation="relu")], zero_init=True), (3,))
        x = RNG.normal(size=(4, 3)).astype(np.float32)
        np.testing.assert_array_equal(block.forward(x), x)
        block.backward(np.ones((4, 3), np.float32))
        assert [name for name, kernel in block.params.items() if not kernel.any() and "kernel" in name] == [
            "dense_1.kernel"
        ]
        assert repr(block).endswith("zero_init=True)")
        with pytest.raises(HyperparameterError, match="no kernel in the block to start at 0"):
            Residual([ReLU()], zero_init=True).build((3,), RNG)

    def test_names_inside(self):
        block = built(bottleneck(), (6, 6, 3))
        assert {name: param.shape for name, param in block.params.items()} == block.param_shapes((6, 6, 3))
        assert list(block.params) == [
            *("conv2d.kernel", "conv2d.bias", "conv2d_1.kernel", "conv2d_1.bias"),
            *("batch_norm.gamma", "batch_norm.beta"),
            *("shortcut.conv2d.kernel", "shortcut.conv2d.bias"),
            *("shortcut.batch_norm.gamma", "shortcut.batch_norm.beta"),
        ]
        assert block.num_params == block.count_params((6, 6, 3)) == 8 + 76 + 8 + 16 + 8
        assert len(block.state) == 4

    def test_shapes_before_it_is_built(self):
        rows = trace_shapes([bottleneck(), ReLU()], (7, 6, 3))
        assert [(row.output_shape, row.params) for row in rows] == [((4, 3, 4), 116), ((4, 3, 4), 0)]
        assert receptive_field([Conv2D(4, 3), bottleneck(), bottleneck()]) == 3 + 2 + 4

    def test_what_can_not_be_added_is_refused(self):
        message = r"can't add \(8, 8, 3\), its shortcut, to \(6, 6, 4\), what its layers give"
        with pytest.raises(ShapeError, match=message):
            built(Residual([Conv2D(4, 3)]), (8, 8, 3))
        with pytest.raises(ShapeError, match=r"^layer 1 \(counting from 0\): a residual block can't add"):
            Sequential([ReLU(), Residual([Conv2D(4, 3)])], input_shape=(8, 8, 3), rng=RNG)

    def test_bad_layers_are_refused(self):
        layer = ReLU()
        with pytest.raises(HyperparameterError, match="at least one layer"):
            Residual([], [Conv2D(1, 1)])
        with pytest.raises(HyperparameterError, match="not a layer: 'relu'"):
            Residual(["relu"])
        with pytest.raises(HyperparameterError, match="in the network already"):
            Residual([layer], [layer])
        with pytest.raises(HyperparameterError, match=r"layer 1, ReLU\(\), is in the network already"):
            Sequential([layer, Residual([layer])], input_shape=(3,), rng=RNG)

    def test_misuse(self):
        with pytest.raises(StateError, match="is not built yet"):
            Residual([ReLU()]).forward(np.zeros((1, 2)))
        with pytest.raises(StateError, match="can't go backward"):
            built(Residual([ReLU()]), (2,)).backward(np.zeros((1, 2)))

    def test_repr_is_how_it_was_written(self):
        for text in ["Residual([ReLU()])", "Residual([Conv2D(4, 3)], shortcut=[Conv2D(4, 1, strides=2)])"]:
            assert repr(eval(text)) == text


def network(seed=1):
    layers = [
        *(Conv2D(4, 3, activation="relu"), bottleneck(), ReLU()),
        *(GlobalAvgPool2D(), Dropout(0.1), Dense(4)),
    ]
    return Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(seed))


class TestInANetwork:
    def test_summary_adds_up(self):
        lines = network().summary().splitlines()
        assert [line.split()[0] for line in lines[2:-1]] == [
            *("conv2d", "relu", "residual.conv2d", "residual.relu", "residual.conv2d_1"),
            *("residual.batch_norm", "residual.shortcut.conv2d", "residual.shortcut.batch_norm", "residual"),
            *("relu_1", "global_avg_pool2d", "dropout", "dense"),
        ]
        counts = [int(line.split()[-1]) for line in lines[2:]]
        assert sum(counts[:-1]) == counts[-1] == network().num_params == 40 + (10 + 76 + 8) + (20 + 8) + 20

    def test_weights_as_a_vector_and_as_a_file(self):
        model, other = network(), network(seed=2)
        assert "residual.shortcut.conv2d.kernel" in model.params
        other.set_weights(model.get_weights())
        assert other.get_weights().tobytes() == model.get_weights().tobytes()
        data = sketches.digits(200, rng=np.random.default_rng(3))
        for _ in fit(model, data, optimizer=Adam(0.01), steps=10, rng=np.random.default_rng(1)):
            pass
        file = io.BytesIO()
        model.save(file)
        file.seek(0)
        other.load(file)
        np.testing.assert_array_equal(other.forward(data[0]), model.forward(data[0]))

    def test_gradients_of_all_of_it(self):
        x, labels = sketches.digits(6, rng=np.random.default_rng(3))
        assert grad_check(network(), x, labels, training=True, max_entries=15) < 1e-5

    def test_it_learns(self):
        rng = np.random.default_rng(3)
        data = sketches.digits(600, rng=rng)
        layers = [Conv2D(8, 3, padding="same", activation="relu"), MaxPool2D(2)]
        for _ in range(3):
            body = [Conv2D(8, 3, padding="same"), BatchNorm(0.9), ReLU(), Conv2D(8, 3, padding="same")]
            layers += [Residual(body), ReLU()]
        model = Sequential([*layers, Flatten(), Dense(4)], input_shape=(8, 8, 1), rng=rng)
        *_, last = fit(model, data, optimizer=Adam(0.005), steps=60, rng=rng, test=data)
        assert last.test_accuracy > 0.9


class TestDropout:
    def test_as_many_are_dropped_as_asked_and_the_mean_stays(self):
        layer = built(Dropout(0.3), (100, 100))
        x = np.full((1, 100, 100), 2, np.float32)
        y = layer.forward(x, training=True)
        assert y.dtype == np.float32
        assert set(np.unique(y)) == {np.float32(0), np.float32(2 / 0.7)}
        assert np.mean(y == 0) == pytest.approx(0.3, abs=0.02)
        assert (layer.forward(x, training=True) != y).any(), "another part each time"

    def test_the_gradient_goes_where_the_values_went(self):
        layer = built(Dropout(0.5), (50,))
        y = layer.forward(np.ones((1, 50)), training=True)
        np.testing.assert_array_equal(layer.backward(np.ones((1, 50))), y)

    def test_in_use_nothing_is_dropped(self):
        layer = built(Dropout(0.9), (50,))
        x = RNG.normal(size=(2, 50))
        np.testing.assert_array_equal(layer.forward(x), x)
        np.testing.assert_array_equal(layer.backward(x), x)

    def test_gradients(self):
        x = RNG.normal(size=(3, 4, 4, 2))
        for rate in (0, 0.5):
            assert grad_check(Dropout(rate), x, training=True) < 1e-6

    def test_a_check_does_not_move_its_generator(self):
        layer = built(Dropout(0.5), (4,))
        before = layer.rng.bit_generator.state
        grad_check(layer, RNG.normal(size=(3, 4)), training=True)
        assert layer.rng.bit_generator.state == before

    def test_one_seed_one_network_and_the_other_weights_are_as_without_it(self):
        def network(*between):
            layers = [Dense(4), *between, Dense(2)]
            return Sequential(layers, input_shape=(3,), rng=np.random.default_rng(1))

        x = np.ones((5, 3))
        first, second = network(Dropout(0.5)), network(Dropout(0.5))
        np.testing.assert_array_equal(first.forward(x, training=True), second.forward(x, training=True))
        np.testing.assert_array_equal(first.get_weights(), network().get_weights())

    @pytest.mark.parametrize("rate", [1, -0.1, "0.5x", True])
    def test_bad_rates_are_refused(self, rate):
        with pytest.raises(HyperparameterError, match="rate must be a number of at least 0 and below 1"):
            Dropout(rate)

"""grad_check has to tell right from wrong, and leave no trace."""

import numpy as np
import pytest

from cnn_core import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Sequential, grad_check
from cnn_core.errors import HyperparameterError, LabelError, ShapeError, StateError


def lesson_network():
    layers = [Conv2D(4, 3), ReLU(), MaxPool2D(2), Flatten(), Dense(16), ReLU(), Dense(4)]
    return Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(1))


X = np.random.default_rng(2).random((3, 8, 8, 1))
LABELS = np.array([0, 3, 1])


class Scaled(Dense):
    """A Dense layer one of whose gradients is wrong by a factor."""

    def __init__(self, units, wrong, factor):
        super().__init__(units)
        self.wrong, self.factor = wrong, factor

    def backward(self, grad_output):
        grad_x = super().backward(grad_output)
        if self.wrong == "x":
            return grad_x * self.factor
        self.grads[self.wrong] = self.grads[self.wrong] * self.factor
        return grad_x


def test_the_lessons_network_is_right():
    assert grad_check(lesson_network(), X, LABELS) < 1e-6
    assert grad_check(lesson_network(), X) < 1e-6


def test_empty_backgrounds_do_not_look_wrong():
    """There, fresh networks sit on the kinks of ReLU and pooling."""
    x = np.zeros((3, 8, 8, 1), np.float32)
    x[:, 2:4, 2:4] = 1
    assert grad_check(lesson_network(), x, LABELS) < 1e-6


@pytest.mark.parametrize("wrong", ["kernel", "bias", "x"])
@pytest.mark.parametrize("factor", [0, -1, 0.5, 1.01])
def test_a_wrong_gradient_shows(wrong, factor):
    error = grad_check(Scaled(3, wrong, factor), np.random.default_rng(0).normal(size=(4, 5)))
    assert error == pytest.approx(abs(1 - factor) / max(1, abs(factor)), rel=1e-3)


def test_a_single_wrong_number_shows():
    class Broken(Conv2D):
        def backward(self, grad_output):
            grad_x = super().backward(grad_output)
            self.grads["kernel"][1, 2, 0, 1] *= 1.1
            return grad_x

    x = np.random.default_rng(0).normal(size=(2, 5, 5, 1))
    assert grad_check(Broken(2, 3), x) == pytest.approx(0.1 / 1.1, rel=1e-3)


def test_a_gradient_that_is_not_finite_is_infinitely_wrong():
    assert grad_check(Scaled(3, "bias", np.nan), np.ones((1, 2))) == np.inf


def test_wrong_gradients_show_in_a_network_too():
    layers = [Scaled(4, "kernel", 0.9), ReLU(), Dense(3)]
    model = Sequential(layers, input_shape=(5,), rng=np.random.default_rng(0))
    assert grad_check(model, np.random.default_rng(0).normal(size=(4, 5)), [0, 1, 2, 0]) > 0.05


def test_forgotten_gradients_are_named():
    class Forgetful(Dense):
        def backward(self, grad_output):
            grad_x = super().backward(grad_output)
            del self.grads["bias"]
            return grad_x

    class Misshapen(ReLU):
        def backward(self, grad_output):
            return super().backward(grad_output).sum(axis=0)

    class Silent(ReLU):
        def backward(self, grad_output):
            super().backward(grad_output)

    with pytest.raises(StateError, match="no gradient for bias of layer 0"):
        grad_check(Forgetful(2), np.ones((1, 2)))
    with pytest.raises(StateError, match=r"gradient of the input has shape \(2,\); expected \(1, 2\)"):
        grad_check(Misshapen(), np.ones((1, 2)))
    with pytest.raises(StateError, match="no gradient for the input"):
        grad_check(Silent(), np.ones((1, 2)))


def state_of(model):
    return [
        (id(layer.params), {k: (id(v), v.dtype, v.tobytes()) for k, v in layer.params.items()},
         id(layer.grads), {k: (id(v), v.tobytes()) for k, v in layer.grads.items()}, layer.needs_input_grad)
        for layer in model.layers
    ]  # fmt: skip


def test_the_network_is_left_as_it_was():
    model = lesson_network()
    y = model.forward(X)
    gradient = model.backward(y)
    before = state_of(model)
    grad_check(model, X, LABELS)
    assert state_of(model) == before
    np.testing.assert_array_equal(model.backward(y), gradient)


@pytest.mark.parametrize(
    ("x", "labels", "error"),
    [(X, [0, 1, 9], LabelError), (X[:, :4], LABELS, ShapeError), (X, LABELS[:2], LabelError)],
)
def test_the_network_is_left_as_it_was_after_an_error(x, labels, error):
    model = lesson_network()
    before = state_of(model)
    with pytest.raises(error):
        grad_check(model, x, labels)
    assert state_of(model) == before


def test_a_layer_is_not_built_by_being_checked():
    layer = Conv2D(2, 3, activation="relu")
    assert grad_check(layer, X) < 1e-6
    assert layer.input_shape is None
    assert layer.params == layer.activation.grads == {}


def test_what_a_layer_notes_down_is_forgotten():
    class Noting(ReLU):
        def forward(self, x, training=False):
            self.seen = x
            return super().forward(x, training)

    layer = Noting()
    before = dict(vars(layer))
    assert grad_check(layer, X) < 1e-6
    assert vars(layer) == before


def test_the_input_is_checked_even_where_it_is_not_needed():
    layer = Dense(2)
    layer.needs_input_grad = False
    assert grad_check(layer, np.ones((1, 3))) < 1e-6
    assert not layer.needs_input_grad


def test_the_input_is_left_alone():
    x = X.copy()
    x.flags.writeable = False
    assert grad_check(lesson_network(), x, LABELS) < 1e-6


def test_the_answer_is_the_same_each_time():
    assert grad_check(lesson_network(), X, LABELS) == grad_check(lesson_network(), X, LABELS)


def test_arguments_are_checked():
    with pytest.raises(HyperparameterError, match="max_entries"):
        grad_check(lesson_network(), X, max_entries=0)
    with pytest.raises(HyperparameterError, match="rng must be a NumPy Generator"):
        grad_check(lesson_network(), X, rng=3)
    with pytest.raises(NotImplementedError):
        grad_check(Layer(), X)

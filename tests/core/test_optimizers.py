"""Optimizers, step by step against their formulas worked by hand."""

import math

import numpy as np
import pytest

from cnn_core import SGD, Adam
from cnn_core.errors import DivergedError, HyperparameterError, StateError

pytestmark = pytest.mark.usefixtures("each_backend")


def steps(optimizer, start, gradients):
    """Where a single weight goes."""
    params = {"w": np.array([float(start)])}
    path = []
    for gradient in gradients:
        optimizer.step(params, {"w": np.array([float(gradient)])})
        path.append(params["w"].item())
    return path


def test_plain_gradient_descent():
    assert steps(SGD(0.5, momentum=0), 1, [1, 1, -4]) == [0.5, 0, 2]


def test_momentum():
    """Speeds −1, −0.5 − 1, −0.75 + 2."""
    assert steps(SGD(1, momentum=0.5), 0, [1, 1, -2]) == [-1, -2.5, -1.25]


def test_adam():
    w, m, v = 1.0, 0.0, 0.0
    expected = []
    for t, g in enumerate([2.0, -1.0, 0.5, 0.0], start=1):
        m, v = 0.8 * m + 0.2 * g, 0.9 * v + 0.1 * g * g
        w -= 0.1 * (m / (1 - 0.8**t)) / (math.sqrt(v / (1 - 0.9**t)) + 1e-3)
        expected.append(w)
    optimizer = Adam(0.1, beta_1=0.8, beta_2=0.9, epsilon=1e-3)
    assert steps(optimizer, 1, [2, -1, 0.5, 0]) == pytest.approx(expected, rel=1e-12)


def test_adams_first_step_is_the_learning_rate_long():
    assert steps(Adam(0.01), 0, [1e-3])[0] == pytest.approx(-0.01, rel=1e-4)
    assert steps(Adam(0.01), 0, [-1e3])[0] == pytest.approx(0.01, rel=1e-4)


def test_without_a_gradient_adam_stays():
    assert steps(Adam(0.1), 1, [0, 0]) == [1, 1]


def test_parameters_are_moved_in_place_and_in_their_precision():
    params = {"a": np.ones((2, 2), np.float32), "b": np.ones(3, np.float32)}
    a, b = params["a"], params["b"]
    SGD(1).step(params, {"b": np.full(3, 2, np.float32), "a": np.arange(4, dtype=np.float32).reshape(2, 2)})
    assert params["a"] is a
    assert a.tolist() == [[1, 0], [-1, -2]]
    assert b.tolist() == [-1, -1, -1]
    assert a.dtype == b.dtype == np.float32


def test_gradients_that_are_not_contiguous_will_do():
    params = {"a": np.zeros((2, 3))}
    SGD(1).step(params, {"a": np.arange(6.0).reshape(3, 2).T})
    assert (-params["a"]).tolist() == [[0, 2, 4], [1, 3, 5]]


@pytest.mark.parametrize("make", [lambda: SGD(2), lambda: Adam(0.1)], ids=["SGD", "Adam"])
class TestRefusals:
    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 3e38])
    def test_a_step_out_of_the_finite_changes_nothing(self, make, bad):
        """3e38 is finite in float32, but twice of it (SGD) and its square (in Adam's state) are not."""
        optimizer, params = make(), {"a": np.ones(2, np.float32), "b": np.ones(2, np.float32)}
        good = {"a": np.ones(2, np.float32), "b": np.ones(2, np.float32)}
        optimizer.step(params, good)
        before = {name: param.copy() for name, param in params.items()}
        with pytest.raises(DivergedError, match="Lower the learning rate of "):
            optimizer.step(params, {"a": good["a"], "b": np.array([1, bad], np.float32)})
        for name, param in params.items():
            np.testing.assert_array_equal(param, before[name])

        untouched, same = make(), {name: np.ones(2, np.float32) for name in params}
        untouched.step(same, good)
        untouched.step(same, good)
        optimizer.step(params, good)
        for name, param in params.items():
            np.testing.assert_array_equal(param, same[name])

    def test_a_missing_gradient_is_named(self, make):
        with pytest.raises(StateError, match=r"no gradient for dense\.bias: run the backward pass first"):
            make().step({"dense.kernel": np.ones(1), "dense.bias": np.ones(1)}, {"dense.kernel": np.ones(1)})

    def test_another_network_is_refused(self, make):
        optimizer = make()
        optimizer.step({"a": np.ones(3)}, {"a": np.ones(3)})
        with pytest.raises(StateError, match="has moved 3 parameters before, now there are 4"):
            optimizer.step({"a": np.ones(4)}, {"a": np.ones(4)})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(0), "learning_rate must be a number above 0, got 0"),
        (lambda: SGD(-0.1), "learning_rate must be a number above 0"),
        (lambda: Adam(math.nan), "learning_rate must be"),
        (lambda: Adam(math.inf), "learning_rate must be"),
        (lambda: Adam("fast"), "learning_rate must be .* got 'fast'"),
        (lambda: Adam(None), "learning_rate must be"),
        (lambda: Adam(True), "learning_rate must be"),
        (lambda: SGD(0.1, momentum=1), "momentum must be a number of at least 0 and below 1, got 1"),
        (lambda: SGD(0.1, momentum=-0.1), "momentum must be"),
        (lambda: Adam(beta_1=1), "beta_1 must be"),
        (lambda: Adam(beta_2=1.5), "beta_2 must be"),
        (lambda: Adam(epsilon=0), "epsilon must be a number above 0"),
    ],
)
def test_bad_settings_are_refused(make, message):
    with pytest.raises(HyperparameterError, match=message):
        make()


def test_defaults():
    assert repr(SGD()) == "SGD(learning_rate=0.05, momentum=0.9)"
    assert repr(Adam()) == "Adam(learning_rate=0.001)"

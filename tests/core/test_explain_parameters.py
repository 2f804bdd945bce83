"""The parameter counter, against lesson 1's figures and layers that were really built."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core import Conv2D, Dense
from cnn_core.explain import ExplainError, explain
from cnn_core.explain.parameters import explain_parameters


@pytest.mark.parametrize(
    ("side", "channels", "inputs", "weights"),
    [(28, 1, 784, 784_000), (200, 3, 120_000, 120_000_000), (224, 3, 150_528, 150_528_000)]
    + [(256, 3, 196_608, 196_608_000)],
)
def test_the_lessons_images(side, channels, inputs, weights):
    explained = explain_parameters(side, side, channels, 1000, 64, 3)
    assert explained["inputs"] == inputs
    assert explained["dense_weights"] == weights
    assert explained["convolution"] == (9 * channels + 1) * 64


def test_billions_take_more_than_8333_neurons():
    explained = explain_parameters(200, 200, 3, 1000, 64, 3)
    assert explained["billion"] == 8334
    assert 8333 * 120_000 <= 10**9 < 8334 * 120_000
    assert "8,334 neurons; 1,000 of them have 120.0 million" in explained["texts"]["billion"]
    assert "is over a billion" in explain_parameters(200, 200, 3, 8334, 64, 3)["texts"]["billion"]
    assert "is over a billion" not in explain_parameters(200, 200, 3, 8333, 64, 3)["texts"]["billion"]


@settings(max_examples=25)
@given(*[st.integers(1, 12)] * 3, st.integers(1, 9), st.integers(1, 5), st.integers(1, 4))
def test_counts_are_those_of_built_layers(height, width, channels, units, filters, kernel_size):
    if kernel_size > min(height, width):
        with pytest.raises(ExplainError, match="does not fit") as refused:
            explain_parameters(height, width, channels, units, filters, kernel_size)
        assert refused.value.field == "kernel_size"
        return
    image = {"height": height, "width": width, "channels": channels}
    layers = {"units": units, "filters": filters, "kernel_size": kernel_size}
    explained = explain("parameters", image | layers)
    dense, convolution = Dense(units), Conv2D(filters, kernel_size)
    dense.build((height * width * channels,), np.random.default_rng(1))
    maps = convolution.build((height, width, channels), np.random.default_rng(1))
    assert explained["dense"] == sum(param.size for param in dense.params.values())
    assert explained["convolution"] == sum(param.size for param in convolution.params.values())
    assert explained["positions"] == maps[0] * maps[1]


def test_a_larger_image_costs_the_dense_layer_alone():
    rows = explain_parameters(100, 50, 3, 10, 8, 5)["growth"]
    assert rows == [
        {"image": "100 × 50 × 3", "dense": "150,010", "convolution": "608"},
        {"image": "200 × 100 × 3", "dense": "600,010", "convolution": "608"},
        {"image": "400 × 200 × 3", "dense": "2,400,010", "convolution": "608"},
    ]


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ((224, 224, 3, 1000, 64, 3), "The dense layer has 84,001 times as many parameters."),
        ((3, 3, 1, 1, 1, 3), "Both have as many parameters."),
        ((3, 3, 1, 1, 4, 3), "The convolution has 4.0 times as many parameters."),
    ],
)
def test_the_verdict_says_what_is_so(arguments, verdict):
    assert explain_parameters(*arguments)["texts"]["verdict"] == verdict


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"height": 0}, "height", "Height must be a whole number from 1 to 4096"),
        ({"channels": 1.5}, "channels", "Channels must be a whole number"),
        ({"units": "many"}, "units", "not “many”"),
        ({"filters": None}, "filters", "not nothing"),
    ],
)
def test_bad_numbers_are_refused_at_their_field(changed, field, message):
    arguments = {"height": 8, "width": 8, "channels": 1, "units": 4, "filters": 4, "kernel_size": 3}
    with pytest.raises(ExplainError, match=message) as refused:
        explain_parameters(**arguments | changed)
    assert refused.value.field == field

"""The arithmetic of sizes, against cases worked by hand and against layers that were really built."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core import AvgPool2D, BatchNorm, Conv2D, Dense, Flatten, MaxPool2D, ReLU, Sequential, architectures
from cnn_core.errors import HyperparameterError, ShapeError
from cnn_core.shapes import (
    output_size,
    receptive_field,
    same_padding,
    trace_receptive_field,
    trace_shapes,
)
from tests.core import naive


@pytest.mark.parametrize(
    ("size", "kernel_size", "strides", "padding", "expected"),
    [
        (5, 3, 1, "valid", 3),
        (28, 3, 1, "valid", 26),
        (8, 3, 2, "valid", 3),  # 3.5, floored
        (224, 11, 4, 2, 55),
        (227, 11, 4, 0, 55),
        (8, 3, 1, "same", 8),
        (7, 3, 2, "same", 4),
        (7, 5, 3, "same", 3),
        (1, 1, 5, "valid", 1),
    ],
)
def test_output_size(size, kernel_size, strides, padding, expected):
    assert output_size(size, kernel_size, strides, padding) == expected


@given(*[st.integers(1, 20)] * 3)
def test_same_padding_is_tensorflows_and_just_enough(size, kernel_size, strides):
    before, after = same_padding(size, kernel_size, strides)
    assert (before, after) == naive.padding_of(size, kernel_size, strides, "same")
    if kernel_size >= strides:
        assert output_size(size, kernel_size, strides, "same") == output_size(
            size + before + after, kernel_size, strides
        )


def test_output_size_refuses_nonsense():
    with pytest.raises(ShapeError, match="a window of 5 pixels does not fit into 4"):
        output_size(2, 5, padding=1)
    for arguments in [(0, 1), (5, 0), (5, 3, 0), (5, 3, 1, -1)]:
        with pytest.raises(HyperparameterError):
            output_size(*arguments)


@settings(max_examples=50)
@given(st.data())
def test_traced_shapes_are_those_of_built_layers(data):
    """Random stacks: what trace_shapes says is what comes out, with as many parameters."""
    h, w, c = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12)), data.draw(st.integers(1, 3))
    convolution = st.builds(
        Conv2D, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.sampled_from(["valid", "same"])
    )
    pooling = st.builds(MaxPool2D, st.integers(1, 3), st.none() | st.integers(1, 3))
    means = st.builds(AvgPool2D, st.integers(1, 3)) | st.builds(BatchNorm)
    layers = data.draw(st.lists(convolution | pooling | means | st.builds(ReLU), max_size=4))
    layers += [Flatten(), Dense(3)]
    try:
        rows = trace_shapes(layers, (h, w, c))
    except ShapeError:
        with pytest.raises(ShapeError):
            Sequential(layers, input_shape=(h, w, c), rng=np.random.default_rng(0))
        assume(False)
    model = Sequential(layers, input_shape=(h, w, c), rng=np.random.default_rng(0))
    x = np.zeros((2, h, w, c))
    for layer, row in zip(model.layers, rows, strict=True):
        x = layer.forward(x)
        assert row.output_shape == x.shape[1:] == layer.output_shape
        assert row.params == layer.num_params


def test_traced_shapes_of_the_lesson():
    layers = [Conv2D(4, 3), ReLU(), MaxPool2D(2), Flatten(), Dense(16), ReLU(), Dense(4)]
    rows = trace_shapes(layers, (8, 8, 1))
    assert [row.output_shape for row in rows] == [(6, 6, 4), (6, 6, 4), (3, 3, 4), (36,), (16,), (16,), (4,)]
    assert [row.params for row in rows] == [40, 0, 0, 0, 592, 0, 68]
    assert rows[0].layer == "Conv2D(4, 3)"


def test_large_layers_cost_nothing_to_trace():
    (row,) = trace_shapes([Dense(10**9)], (10**6,))
    assert row.params == 10**15 + 10**9


class TestReceptiveField:
    def test_stacked_3_by_3(self):
        assert [field.size for field in trace_receptive_field([Conv2D(8, 3)] * 3)] == [3, 5, 7]

    def test_pooling_doubles_the_jump_and_not_the_field(self):
        layers = [Conv2D(8, 3), Conv2D(8, 3), Conv2D(8, 3), MaxPool2D(2), Conv2D(8, 3)]
        assert [tuple(field) for field in trace_receptive_field(layers)][3:] == [(8, 2), (12, 2)]
        assert receptive_field(layers[:4]) == 8

    def test_layers_without_windows_see_no_farther(self):
        assert receptive_field([ReLU()]) == receptive_field([]) == 1
        assert receptive_field([Conv2D(1, 5), ReLU()]) == 5

    @settings(max_examples=50)
    @given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=4))
    def test_is_as_wide_as_the_input_gradient(self, windows):
        """With weights of 1, the input gradient of one inner output covers what it depends on."""
        size = receptive_field(windows)
        assume(size > 1)
        layers = [Conv2D(1, k, strides) for k, strides in windows]
        model = Sequential(
            layers, input_shape=(size, size, 1), weights=np.ones(sum(k * k + 1 for k, _ in windows))
        )
        assert model.output_shape == (1, 1, 1)
        model.forward(np.zeros((1, size, size, 1)))
        seen = model.backward(np.ones((1, 1, 1, 1)))[0, :, :, 0] > 0
        assert seen[0, 0]
        assert seen[-1, -1]
        with pytest.raises(ShapeError):
            Sequential(
                [Conv2D(1, k, strides) for k, strides in windows],
                input_shape=(size - 1, size - 1, 1),
                rng=np.random.default_rng(0),
            )


class TestArchitectures:
    @pytest.mark.parametrize(
        ("architecture", "params", "depth", "classes"),
        [
            (architectures.lenet5, 61_706, 5, 10),
            (architectures.alexnet, 60_965_224, 8, 1000),
            (architectures.alexnet_ungrouped, 62_378_344, 8, 1000),
            (architectures.vgg16, 138_357_544, 16, 1000),
            (architectures.resnet50, 25_557_032, 50, 1000),
        ],
    )
    def test_published_counts(self, architecture, params, depth, classes):
        assert architecture.num_params == params
        assert architecture.depth == depth
        assert architecture.trace()[-1].output_shape == (classes,)

    def test_sizes_on_the_way(self):
        alexnet = [
            row.output_shape[:2] for row in architectures.alexnet.trace() if len(row.output_shape) == 3
        ]
        assert alexnet == [(55,) * 2, (27,) * 2, (27,) * 2, *[(13,) * 2] * 4, (6,) * 2]
        assert (7, 7, 512) in [row.output_shape for row in architectures.vgg16.trace()]
        resnet50 = [row.output_shape for row in architectures.resnet50.trace()]
        assert [shape for i, shape in enumerate(resnet50) if shape != resnet50[i - 1]] == [
            *[(112, 112, 64), (56, 56, 64), (56, 56, 256)],
            *[(28, 28, 512), (14, 14, 1024), (7, 7, 2048), (2048,), (1000,)],
        ]

    def test_most_of_vggs_weights_are_dense(self):
        rows = architectures.vgg16.trace()
        dense = sum(row.params for row in rows if len(row.output_shape) == 1)
        assert dense / architectures.vgg16.num_params == pytest.approx(0.893, abs=0.001)

    def test_lenet5_as_layers_has_as_many(self):
        """As usually coded, with the pictures padded from 28 to 32 pixels by the first convolution."""
        layers = [Conv2D(6, 5, padding="same"), MaxPool2D(2), Conv2D(16, 5), MaxPool2D(2), Flatten()]
        layers += [Dense(120), Dense(84), Dense(10)]
        rows = trace_shapes(layers, (28, 28, 1))
        assert sum(row.params for row in rows) == architectures.lenet5.num_params
        assert [row.params for row in rows if row.params] == [
            row.params for row in architectures.lenet5.trace() if row.params
        ]

    def test_a_sum_of_two_shapes_is_refused(self):
        block = architectures.Residual((architectures.Conv(8, 3, stride=2, padding=1),))
        with pytest.raises(ShapeError, match=r"can't add \(8, 8, 8\) to \(4, 4, 8\)"):
            block.compute_output_shape((8, 8, 8))

    def test_channels_that_do_not_divide_into_groups_are_refused(self):
        with pytest.raises(ShapeError, match="2 groups"):
            architectures.Conv(4, 3, groups=2).compute_output_shape((8, 8, 3))

    def test_receptive_fields_of_records(self):
        assert receptive_field(architectures.vgg16.layers) == 212
        # 11 after the stem, then twice the jump for each 3 × 3: 3 · 8, 8 + 3 · 16, 16 + 5 · 32, 32 + 2 · 64.
        assert receptive_field(architectures.resnet50.layers) == 427

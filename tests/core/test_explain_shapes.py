"""The shape tracer, against networks that were really built and counts that were published."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core import AvgPool2D, BatchNorm, Conv2D, Dense, Flatten, GlobalAvgPool2D, ReLU, Sequential
from cnn_core.errors import ShapeError
from cnn_core.explain import ExplainError, explain
from cnn_core.explain.shapes import explain_shapes
from cnn_core.explain.stacks import STACKS
from cnn_core.lab.networks import NETWORKS

FLATTEN = {"kind": "flatten"}


def traced(name):
    stack = STACKS[name]
    height, width, channels = stack.input_shape
    return explain_shapes(height, width, channels, list(stack.layers))


@pytest.mark.parametrize(
    ("name", "total", "shapes"),
    [
        ("lesson-4", 700, [(6, 6, 4), (3, 3, 4), (36,), (16,), (4,)]),
        ("lesson-6", 5258, [(26, 26, 8), (13, 13, 8), (11, 11, 16), (5, 5, 16), (400,), (10,)]),
        ("start-224", 1792 + 73_856, [(224, 224, 64), (112, 112, 64), (112, 112, 128)]),
        (
            "lesson-10",
            37_146,
            [*[(32, 32, 16)] * 2, (16, 16, 16), *[(16, 16, 32)] * 2, (8, 8, 32), (2048,), (10,)],
        ),
        ("lenet-5", 61_706, None),
        ("alexnet", 60_965_224, None),
        ("vgg-16", 138_357_544, None),
        ("resnet-50", 25_557_032, None),
    ],
)
def test_the_lessons_networks(name, total, shapes):
    explained = traced(name)
    assert explained["broken"] is None
    assert explained["total"] == total == sum(row["params"] for row in explained["rows"])
    if shapes:
        assert [row["shape"] for row in explained["rows"]] == shapes


@pytest.mark.parametrize(
    ("name", "network", "filters", "classes"),
    [("lesson-4", "cnn", 4, 4), ("lesson-6", "digits-28", 8, 10), ("lesson-10", "color-32", 16, 10)],
)
def test_the_lessons_stacks_are_those_that_train(name, network, filters, classes):
    model = NETWORKS[network].build(filters, classes, np.random.default_rng(0))
    assert STACKS[name].input_shape == model.input_shape
    shapes = [layer.output_shape for layer in model.layers if not isinstance(layer, ReLU)]
    assert [row["shape"] for row in traced(name)["rows"]] == shapes
    assert traced(name)["total"] == model.num_params


def test_every_formula_comes_out_as_it_says():
    """Read back as arithmetic: ⌊ ⌋ rounds down, ⌈ ⌉ up."""
    for name in STACKS:
        for row in traced(name)["rows"]:
            for formula in [*row["sizes"], row["counting"]]:
                if "=" not in formula:
                    continue
                _, *sides = re.split(r"(?:^|: | = )(?=[(⌊⌈\d])", formula)
                values = {evaluate(side) for side in sides}
                assert len(values) == 1, formula
                assert values <= {row["params"], *row["shape"]}


def evaluate(text):
    python = text.replace("−", "-").replace("·", "*").replace(",", "")
    python = re.sub(r"⌊(.*)⌋", r"int(\1)", python)
    python = re.sub(r"⌈(.*)⌉", r"-int(-(\1)//1)", python)
    return eval(python)


LAYERS = {
    "conv": st.fixed_dictionaries(
        {
            "kind": st.just("conv"),
            "filters": st.integers(1, 4),
            "kernel": st.integers(1, 4),
            "stride": st.integers(1, 3),
            "padding": st.sampled_from([0, "same"]),
        }
    ),
    "pool": st.fixed_dictionaries(
        {"kind": st.just("pool"), "kernel": st.integers(1, 3), "stride": st.integers(1, 3)}
    ),
    "dense": st.fixed_dictionaries({"kind": st.just("dense"), "units": st.integers(1, 5)}),
    **{kind: st.just({"kind": kind}) for kind in ("global_pool", "flatten", "batch_norm")},
}


def built(spec):
    match spec["kind"]:
        case "conv":
            padding = "same" if spec["padding"] == "same" else "valid"
            return Conv2D(spec["filters"], spec["kernel"], spec["stride"], padding)
        case "pool":
            return AvgPool2D(spec["kernel"], spec["stride"])
        case "dense":
            return Dense(spec["units"])
    return {"global_pool": GlobalAvgPool2D, "flatten": Flatten, "batch_norm": BatchNorm}[spec["kind"]]()


@settings(max_examples=80)
@given(
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(1, 3)),
    st.lists(st.one_of(*LAYERS.values()), min_size=1, max_size=5),
)
def test_any_stack_is_taken_or_refused_as_a_real_network_is(input_shape, specs):
    explained = explain_shapes(*input_shape, specs)
    model, broken = None, None
    try:
        model = Sequential(
            [built(spec) for spec in specs], input_shape=input_shape, rng=np.random.default_rng(0)
        )
    except ShapeError as error:
        broken = int(re.search(r"layer (\d+)", str(error)).group(1))
    assert explained["broken"] == broken
    if model is None:
        return
    assert [row["shape"] for row in explained["rows"]] == [layer.output_shape for layer in model.layers]
    assert [row["params"] for row in explained["rows"]] == [layer.num_params for layer in model.layers]


@pytest.mark.parametrize(
    ("layers", "broken", "reason"),
    [
        ([{"kind": "dense", "units": 10}], 0, "8 × 8 × 1 come in: put Flatten before it"),
        ([FLATTEN, {"kind": "conv"}], 1, "Convolution works on an image, but one row of 64 numbers comes in"),
        (
            [{"kind": "pool"}, {"kind": "conv", "kernel": 5}],
            1,
            "A kernel of 5 × 5 does not fit into what comes in: 4 × 4 pixels",
        ),
        ([{"kind": "conv", "kernel": 11, "padding": 1}], 0, "8 × 8 pixels, 10 × 10 padded"),
        ([{"kind": "conv", "groups": 2}], 0, "don't divide into 2 groups"),
    ],
)
def test_what_is_impossible_is_told_at_its_layer(layers, broken, reason):
    explained = explain_shapes(8, 8, 1, [*layers, FLATTEN])
    assert explained["broken"] == broken
    assert reason in explained["rows"][broken]["error"]
    assert "error" not in explained["rows"][-1]
    assert explained["texts"]["verdict"].startswith(f"Layer {broken + 1} does not fit.")


@pytest.mark.parametrize(
    ("layers", "field", "message"),
    [
        ([FLATTEN, {"kind": "conv", "kernel": "x"}], "layers[1].kernel", "number from 1 to 64, not “x”"),
        ([{"kind": "conv", "padding": "sam"}], "layers[0].padding", "not “sam”; or the word “same”"),
        ([{"kind": "dense", "units": 0}], "layers[0].units", "Neurons must be"),
        ([{"kind": "lstm"}], "layers[0].kind", "must be one of conv, pool"),
        ([FLATTEN] * 41, "layers", "room for 40 layers; these are 41"),
        ("conv", "layers", "must be a list"),
    ],
)
def test_bad_numbers_are_refused_at_their_field(layers, field, message):
    with pytest.raises(ExplainError, match=re.escape(message)) as refused:
        explain("shapes", {"height": 8, "width": 8, "channels": 1, "layers": layers})
    assert refused.value.field == field


def test_pictures_need_not_be_square():
    (row,) = explain_shapes(8, 6, 1, [{"kind": "conv", "kernel": 3, "stride": 2}])["rows"]
    assert row["sizes"] == [
        "height: ⌊(8 − 3 + 2·0) / 2⌋ + 1 = ⌊2.5⌋ + 1 = 3",
        "width: ⌊(6 − 3 + 2·0) / 2⌋ + 1 = ⌊1.5⌋ + 1 = 2",
    ]

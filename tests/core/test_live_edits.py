"""The library's source, a reader's version of it, what is said of that, and training with it."""

import copy
import json
from typing import Any

import numpy as np
import pytest

from cnn_core import Conv2D, Dense, MaxPool2D, ReLU, grad_check, ops
from cnn_core.lab import Service, Session
from cnn_core.lab.service import decode
from cnn_core.layers import Layer
from cnn_core.live.checking import check_layer
from cnn_core.live.edits import compile_layer, edited_layers
from cnn_core.live.sources import LAYERS, source_of

PLACES: dict[str, list[tuple[Layer, tuple[int, ...]]]] = {
    "Conv2D": [(Conv2D(4, 3), (8, 8, 1))],
    "MaxPool2D": [(MaxPool2D(2), (6, 6, 4))],
    "ReLU": [(ReLU(), (6, 6, 4)), (ReLU(), (16,))],
    "Dense": [(Dense(16), (36,)), (Dense(4), (16,))],
}


def edited(name: str, old: str, new: str) -> str:
    text: str = source_of(name)["text"]
    assert old in text
    return text.replace(old, new)


def check(name: str, source: str) -> dict[str, Any]:
    return check_layer(name, source, PLACES[name])


def said(report: dict[str, Any]) -> str:
    return "\n".join(row["detail"] for row in report["rows"] if row["passed"] is False)


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_runs_from_its_own_source(name: str) -> None:
    """What is shown is the file's text, and compiled anew it computes what the library computes."""
    found = source_of(name)
    assert f"class {name}(" in found["text"].splitlines()[0]
    assert f"ops.{name.lower()}_forward" not in found["text"] or "@operation" in found["text"]
    compile_layer(name, found["text"])


@pytest.mark.parametrize("name", PLACES)
def test_the_original_passes(name: str) -> None:
    report = check(name, source_of(name)["text"])
    assert [row["passed"] for row in report["rows"]] == [True] * 5
    assert report["can_train"]
    assert report["is_same"]
    assert report["is_right"]


WRONG = {
    "syntax": ("Conv2D", "def forward(self", "def forward(self,,", "SyntaxError, line", False),
    "renamed": ("Conv2D", "class Conv2D(", "class Conv3D(", "no class Conv2D", False),
    "no layer": ("Conv2D", "class Conv2D(Layer)", "class Conv2D", "is no layer", False),
    "no backward": ("ReLU", "def backward(", "def backwards(", "no method backward", False),
    "raises": ("Dense", "y, self._cache = ops.", "y, self._cache = opps.", "NameError", False),
    "wrong shape": (
        "Conv2D",
        "return self.activation.forward(y) if self.activation else y",
        "return y[:, 1:]",
        "gave shape (2, 5, 6, 4) for (2, 8, 8, 1): expected (2, 6, 6, 4)",
        False,
    ),
    "returns nothing": ("MaxPool2D", "        return y\n", "", "forward returned nothing (None)", False),
    "no gradient": (
        "Conv2D",
        'self.grads["kernel"], self.grads["bias"] = grad_kernel, grad_bias',
        'self.grads["bias"] = grad_bias',
        'nothing in self.grads["kernel"]',
        False,
    ),
    "other shape of gradient": (
        "Dense",
        'self.grads["kernel"], self.grads["bias"] = grad_kernel, grad_bias',
        'self.grads["kernel"], self.grads["bias"] = grad_kernel.T, grad_bias',
        'self.grads["kernel"] has shape (16, 36): expected (36, 16)',
        False,
    ),
    "wrong sign": ("Conv2D", "= grad_kernel, grad_bias", "= -grad_kernel, grad_bias", "wrong sign", True),
    "zero": ("Conv2D", "= grad_kernel, grad_bias", "= 0 * grad_kernel, grad_bias", "is 0 everywhere", True),
    "a mean": (
        "Conv2D",
        "grad_kernel, grad_bias\n",
        "grad_kernel / 36, grad_bias\n",
        'self.grads["kernel"] is 0.0278 times what it should be',
        True,
    ),
    "gate the wrong way": (
        "ReLU",
        "return np.where(y <= 0, np.zeros((), grad_y.dtype), grad_y)",
        "return grad_y",
        "the gradient of the input is wrong at",
        True,
    ),
    "an operation": (
        "MaxPool2D",
        "windows.argmax(axis=-1)",
        "windows.argmin(axis=-1)",
        "numbers differ; at [",
        True,
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "words", "can_train"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(name: str, old: str, new: str, words: str, can_train: bool) -> None:
    report = check(name, edited(name, old, new))
    assert words in said(report)
    assert report["can_train"] == can_train
    assert not (report["is_right"] and report["is_same"])


def test_an_error_names_the_line() -> None:
    source = edited("Conv2D", "kernel, bias = self.params", "kernel, bias = self.parms")
    report = check("Conv2D", source)
    line = report["error"]["line"]
    assert "self.parms" in source.splitlines()[line - 1]
    assert f"AttributeError, line {line}: 'Conv2D' object has no attribute 'parms'" in said(report)


def test_another_layer_whose_gradient_is_right_is_right() -> None:
    """A leaky ReLU is no ReLU, but its gradient is its own."""
    source = edited("ReLU", "np.where(x <= 0, np.zeros((), x.dtype), x)", "np.where(x <= 0, x / 8, x)")
    source = source.replace("np.zeros((), grad_y.dtype), grad_y)", "grad_y / 8, grad_y)")
    report = check("ReLU", source)
    assert report["is_right"]
    assert not report["is_same"]


def test_checking_leaves_the_library_alone() -> None:
    before = ops.conv2d_forward, Conv2D.forward
    check("Conv2D", "import cnn_core\ncnn_core.ops.conv2d_forward = None\nraise SystemExit")
    assert (ops.conv2d_forward, Conv2D.forward) == before


LOOPS = """
class Conv2D(Layer):
    def __init__(self, filters, kernel_size, strides=1, padding="valid", activation=None):
        super().__init__()
        self.filters, self.kernel_size = filters, kernel_size

    def __repr__(self):
        return f"Conv2D({self.filters}, {self.kernel_size})"

    def compute_output_shape(self, input_shape):
        h, w, _ = input_shape
        return h - self.kernel_size + 1, w - self.kernel_size + 1, self.filters

    def param_shapes(self, input_shape):
        k = self.kernel_size
        return {"kernel": (k, k, input_shape[-1], self.filters), "bias": (self.filters,)}

    def forward(self, x, training=False):
        self._cache = x
        k = self.kernel_size
        y = np.empty((len(x), *self.output_shape), x.dtype)
        for i in range(y.shape[1]):
            for j in range(y.shape[2]):
                patch = x[:, i : i + k, j : j + k]
                y[:, i, j] = np.tensordot(patch, self.params["kernel"], 3) + self.params["bias"]
        return y

    def backward(self, grad_output):
        x, k, kernel = self._cache, self.kernel_size, self.params["kernel"]
        grad_x, grad_kernel = np.zeros_like(x), np.zeros_like(kernel)
        for i in range(grad_output.shape[1]):
            for j in range(grad_output.shape[2]):
                g = grad_output[:, i, j]
                grad_x[:, i : i + k, j : j + k] += np.tensordot(g, kernel, (1, 3))
                grad_kernel += np.tensordot(x[:, i : i + k, j : j + k], g, (0, 0))
        self.grads["kernel"], self.grads["bias"] = grad_kernel, grad_output.sum(axis=(0, 1, 2))
        return grad_x
"""


def test_a_reader_trains_the_lab_with_a_convolution_of_their_own() -> None:
    """Its numbers are the library's, so the curve is; views of the network go on to work."""
    assert all(row["passed"] for row in check("Conv2D", LOOPS)["rows"])
    mine = Session({}, {"layers": {"Conv2D": LOOPS}})
    theirs = Session({})
    assert [row["name"] for row in mine.describe()["layers"] if row["edited"]] == ["conv2d"]
    progress = mine.train(120, 1e6)
    expected = theirs.train(120, 1e6)
    assert progress["test_accuracy"] > 0.8
    assert progress["loss"] == pytest.approx(expected["loss"], rel=1e-3)
    np.testing.assert_allclose(progress["weights"], expected["weights"], atol=1e-3)
    assert mine.inspect(0)["filters"].shape == (4, 3, 3)


def test_a_broken_backward_stalls_the_curve() -> None:
    source = edited("Dense", "= grad_kernel, grad_bias", "= 0 * grad_kernel, 0 * grad_bias")
    assert Session({}, {"layers": {"Dense": source}}).train(150, 1e6)["test_accuracy"] < 0.7
    assert Session({}).train(150, 1e6)["test_accuracy"] > 0.85


def test_edited_layers_answer_to_the_librarys_classes() -> None:
    [layer, other] = edited_layers([Conv2D(2, 3), ReLU()], {"Conv2D": LOOPS})
    assert isinstance(layer, Conv2D)
    assert type(layer) is not Conv2D
    assert type(other) is ReLU
    assert type(copy.deepcopy(layer)) is type(layer)
    layer.build((5, 5, 1), np.random.default_rng(1))
    assert grad_check(layer, np.ones((2, 5, 5, 1))) < 1e-6


NETWORK = """from cnn_core import *
Sequential([Conv2D(6, 3), ReLU(), Conv2D(8, 3), ReLU(), Flatten(), Dense(4)], input_shape=(8, 8, 1),
           rng=__import__("numpy").random.default_rng(1))
"""


def test_a_network_of_the_readers_becomes_the_labs() -> None:
    session = Session({"seed": 3}, {"program": NETWORK})
    assert [row["kind"] for row in session.describe()["layers"]] == [
        "Input",
        "Conv2D",
        "ReLU",
        "Conv2D",
        "ReLU",
        "Flatten",
        "Dense",
    ]
    assert session.inspect(0)["filters"].shape == (6, 3, 3)
    assert session.train(200, 1e6)["test_accuracy"] > 0.8
    both = Session({"seed": 3}, {"program": NETWORK, "layers": {"Conv2D": LOOPS}})
    np.testing.assert_array_equal(
        Session({"seed": 3}, {"program": NETWORK}).model.get_weights(),
        Session({"seed": 3}, {"program": NETWORK}).model.get_weights(),
    )
    assert sum(row["edited"] for row in both.describe()["layers"]) == 2
    plain = Session({}, {"program": "from cnn_core import *\n[Flatten(), Dense(4)]"})
    assert plain.inspect(0)["maps"].size == 0


IMPOSSIBLE = {
    "no network": ("3", "expected a Sequential, or a list of layers"),
    "other images": (NETWORK.replace("(8, 8, 1)", "(9, 9, 1)"), "this lab’s are 8 × 8 × 1"),
    "ten digits": (NETWORK.replace("Dense(4)", "Dense(10)"), "expected Dense(4) as the last layer"),
    "no dense layer": ("from cnn_core import *\n[Conv2D(4, 3)]", "gives 6 × 6 × 4 numbers"),
    "nothing to train": ("from cnn_core import *\n[MaxPool2D(4), Flatten()]", "no parameters"),
    "too small": (
        "from cnn_core import *\n[MaxPool2D(8), Conv2D(4, 3)]",
        "layer 1 (counting from 0): Conv2D(4, 3)",
    ),
    "an error": ("x = 1\n1 / 0", "In your network, line 2: ZeroDivisionError"),
}


@pytest.mark.parametrize(("program", "words"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_network_that_can_not_be_is_explained(program: str, words: str) -> None:
    service = Service()
    command = {"type": "create", "settings": {}, "edits": {"program": program}}
    answer = decode(service.handle(1, json.dumps(command))[0])
    assert answer["error"]["kind"] in ("code", "internal")
    assert words in answer["error"]["message"]

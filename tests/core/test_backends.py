"""The seam: another backend takes the reference's place, for all operations or for some."""

import numpy as np
import pytest

from cnn_core import Dense, ReLU, Sequential, averaging, backend, backends, ops, use_backend
from cnn_core.errors import BackendError


@pytest.fixture(autouse=True)
def _start_with_the_reference():
    before = backend()
    use_backend("reference")
    yield
    use_backend(before)


@pytest.fixture
def doubling_relu(monkeypatch):
    """A backend "doubling" whose ReLU doubles, and which has nothing else."""
    monkeypatch.setattr(backends, "_tables", dict(backends._tables))

    def relu_forward(x):
        y, off = backends.references["relu_forward"](x)
        return 2 * y, off

    backends.register("doubling", {"relu_forward": relu_forward})
    yield
    use_backend("reference")


def test_what_is_not_there_is_refused():
    with pytest.raises(BackendError, match=r"'turbo' is not available here; there is .*reference"):
        use_backend("turbo")
    assert backend() == "reference"


@pytest.mark.usefixtures("doubling_relu")
def test_another_backend_takes_over_what_it_has():
    model = Sequential([Dense(1), ReLU()], input_shape=(1,), weights=[3, 1])
    x = np.ones((1, 1))
    assert model.forward(x).item() == 4
    use_backend("doubling")
    assert backend() == "doubling"
    assert model.forward(x).item() == 8
    model.backward(x)
    use_backend("reference")
    assert model.forward(x).item() == 4


@pytest.mark.usefixtures("doubling_relu")
def test_a_backend_can_be_replaced_while_in_use():
    use_backend("doubling")
    backends.register("doubling", {})
    assert ops.relu_forward(np.ones(1))[0].item() == 1


@pytest.mark.usefixtures("doubling_relu")
def test_what_stands_in_for_no_operation_is_refused():
    with pytest.raises(BackendError, match=r"no such operation: conv3d_forward; .*conv2d_backward, "):
        backends.register("doubling", {"conv3d_forward": print})
    with pytest.raises(BackendError, match="'reference'"):
        backends.register("reference", {})


def test_every_operation_goes_through_the_seam():
    names = [*vars(ops), *vars(averaging)]
    public = {name for name in names if name.endswith(("_forward", "_backward", "_step"))}
    assert public | {"count_right", "lower_to_distances"} == set(backends.references)

"""The loss as users meet it; its arithmetic is tested with the operations."""

import numpy as np
import pytest

from cnn_core import SoftmaxCrossEntropy, softmax
from cnn_core.errors import DataError, LabelError, ShapeError


def test_loss_and_gradient():
    loss, gradient = SoftmaxCrossEntropy()(np.zeros((2, 4)), [1, 3])
    assert loss == pytest.approx(np.log(4))
    np.testing.assert_allclose(gradient * 8, [[1, -3, 1, 1], [1, 1, 1, -3]])


def test_softmax():
    np.testing.assert_allclose(softmax([[0, np.log(3)], [5, 5]]), [[0.25, 0.75], [0.5, 0.5]])


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([0, 4], LabelError, "expected labels from 0 to 3, got 0 to 4"),
        ([-1, 0], LabelError, "expected labels from 0 to 3, got -1 to 0"),
        ([0.0, 1.0], LabelError, "expected labels to be whole numbers, got float64"),
        ([True, False], LabelError, "expected labels to be whole numbers, got bool"),
        (["0", "1"], LabelError, "expected labels to be whole numbers"),
        ([0], LabelError, r"expected one class index for each of 2 images; got shape \(1,\)"),
        (np.eye(4, dtype=int)[:2], LabelError, r"for each of 2 images, not one-hot rows; got shape \(2, 4\)"),
    ],
)
def test_bad_labels_are_refused(labels, error, message):
    with pytest.raises(error, match=message):
        SoftmaxCrossEntropy()(np.zeros((2, 4)), labels)


def test_labels_of_any_whole_number_type_will_do():
    for dtype in (np.uint8, np.int32, np.int64, np.uint64):
        loss, _ = SoftmaxCrossEntropy()(np.zeros((2, 4)), np.array([0, 3], dtype))
        assert loss == pytest.approx(np.log(4))


def test_logits_have_to_be_rows():
    with pytest.raises(ShapeError, match=r"expected logits of shape \(n, classes\), got \(4,\)"):
        SoftmaxCrossEntropy()(np.zeros(4), [0])


def test_there_has_to_be_a_sample():
    with pytest.raises(DataError, match="there are no images"):
        SoftmaxCrossEntropy()(np.zeros((0, 4)), np.zeros(0, int))

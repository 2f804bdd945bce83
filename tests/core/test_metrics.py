"""How good a network is, and where it errs."""

import numpy as np
import pytest

from cnn_core import Dense, Sequential, confusion_matrix, evaluate
from cnn_core.errors import DataError, HyperparameterError, LabelError, ShapeError
from cnn_core.metrics import interval


class TestEvaluate:
    def model(self):
        """Says that the largest input is the class."""
        return Sequential([Dense(3)], input_shape=(3,), weights=[*np.eye(3).ravel(), 0, 0, 0])

    def test_is_the_fraction_that_is_right(self):
        assert evaluate(self.model(), np.eye(3)[[0, 1, 2, 2]], [0, 1, 2, 0]) == 0.75

    def test_more_images_than_are_looked_at_at_once(self):
        labels = np.arange(2000) % 3
        assert evaluate(
            self.model(), np.eye(3)[labels], np.where(np.arange(2000) < 500, 0, labels)
        ) == pytest.approx((1500 + 167) / 2000)

    def test_refusals(self):
        with pytest.raises(ShapeError, match=r"expected images of shape \(n, 3\), got \(2, 4\)"):
            evaluate(self.model(), np.zeros((2, 4)), [0, 1])
        with pytest.raises(LabelError, match="expected labels from 0 to 2, got 0 to 3"):
            evaluate(self.model(), np.zeros((2, 3)), [0, 3])
        with pytest.raises(DataError, match="there are no images"):
            evaluate(self.model(), np.zeros((0, 3)), np.zeros(0, int))


class TestConfusionMatrix:
    def test_rows_are_true_and_columns_predicted(self):
        matrix = confusion_matrix([0, 0, 0, 1, 2, 2], [0, 1, 1, 1, 2, 0], classes=4)
        assert matrix.tolist() == [[1, 2, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
        assert matrix.dtype == np.int64

    def test_agrees_with_counting(self):
        rng = np.random.default_rng(0)
        labels, predictions = rng.integers(0, 5, 200).astype(np.uint8), rng.integers(0, 5, 200)
        matrix = confusion_matrix(labels, predictions, 5)
        for row, column in np.ndindex(5, 5):
            assert matrix[row, column] == sum((labels == row) & (predictions == column))

    def test_the_number_of_classes_follows_from_both(self):
        assert confusion_matrix([0, 1], [0, 2]).shape == (3, 3)
        assert confusion_matrix([2, 1], [0, 0]).shape == (3, 3)

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (([0, 1], [0]), LabelError),
            (([0, 1], [0, -1]), LabelError),
            (([0, 1], [0, 2], 2), LabelError),
            (([0, 1], [0.0, 1.0]), LabelError),
            (([[0, 1]], [0, 1]), LabelError),
            (([], []), DataError),
            (([0], [0], 0), HyperparameterError),
        ],
    )
    def test_refusals(self, arguments, error):
        with pytest.raises(error):
            confusion_matrix(*arguments)


class TestInterval:
    def test_is_wilsons(self):
        """Its bounds are the accuracies from which what was seen is 1.96 standard errors away."""
        for right, total in [(15, 20), (490, 500), (1, 3)]:
            for bound in interval(right, total):
                standard_error = (bound * (1 - bound) / total) ** 0.5
                assert abs(right / total - bound) == pytest.approx(1.96 * standard_error)

    def test_stays_between_nothing_and_all(self):
        assert interval(0, 5) == (0, pytest.approx(0.434, abs=1e-3))
        assert interval(5, 5) == (pytest.approx(0.566, abs=1e-3), 1)

    @pytest.mark.parametrize("counts", [(1, 0), (3, 2), (-1, 2), (0.5, 1)])
    def test_refuses_what_can_not_be(self, counts):
        with pytest.raises(HyperparameterError, match=r"right|total"):
            interval(*counts)

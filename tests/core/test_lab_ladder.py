"""The ladder: what the page says of it must come out when it is climbed."""

import numpy as np

from cnn_core.lab.evaluation import accuracy
from cnn_core.lab.ladder import RUNGS
from cnn_core.lab.session import Session


def test_all_rungs_learn_from_the_same_sketches_and_are_tried_on_the_same() -> None:
    labs = [Session(rung.settings(seed=1, sketches=60)) for rung in RUNGS]
    for split in ("train", "test"):
        first, *others = [lab.examples(split) for lab in labs]
        for other in others:
            np.testing.assert_array_equal(first[0], other[0])
            np.testing.assert_array_equal(first[1], other[1])
    assert [lab.model.num_params for lab in labs] == [7850, 25_450, 5258, 5258]


def test_augmentation_is_new_with_every_step_and_repeats_with_the_seed() -> None:
    plain, augmented = RUNGS[-2:]
    runs = [rung.climb(2, sketches=40, steps=3) for rung in (plain, augmented, augmented)]
    first, second, third = (run.model.get_weights() for run in runs)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(second, third)


def test_each_rung_errs_less_than_the_one_below() -> None:
    wrong = [1 - accuracy(rung.climb(1, steps=400), "test") for rung in RUNGS]
    assert wrong == sorted(wrong, reverse=True)
    assert wrong[-1] < 0.6 * wrong[0]

"""fit: what it does step by step, what it refuses, and what it leaves behind when training diverges."""

import re
from itertools import chain

import numpy as np
import pytest

from cnn_core import (
    SGD,
    Adam,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPool2D,
    Sequential,
    SoftmaxCrossEntropy,
    evaluate,
    fit,
)
from cnn_core.errors import DataError, DivergedError, HyperparameterError, LabelError, ShapeError, StateError

pytestmark = pytest.mark.usefixtures("each_backend")


def stripes(n, seed=0):
    """Noisy 8 × 8 images with a bright row or a bright column somewhere; which of them is the label."""
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(0, 0.3, (n, 8, 8, 1)).astype(np.float32), rng.integers(0, 2, n)
    for image, label, at in zip(images, labels, rng.integers(0, 8, n), strict=True):
        image[(at, slice(None)) if label else (slice(None), at)] += 0.7
    return images, labels


def small_network(seed=1):
    layers = [Conv2D(4, 3, activation="relu"), MaxPool2D(2), Flatten(), Dense(2)]
    return Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(seed))


def linear(inputs=1, classes=2):
    return Sequential([Dense(classes)], input_shape=(inputs,), weights=np.zeros((inputs + 1) * classes))


def run(model, data, **settings):
    usual = {"optimizer": SGD(0.1), "steps": 10, "rng": np.random.default_rng(3)}
    return fit(model, data, **usual | settings)


class Watched(Layer):
    """Keeps the batches that pass."""

    def __init__(self):
        super().__init__()
        self.batches = []

    def forward(self, x, training=False):
        if training:
            self.batches.append(x[:, 0].astype(int).tolist())
        return x

    def backward(self, grad_output):
        return grad_output


def watched_batches(n, **settings):
    watched = Watched()
    model = Sequential([watched, Dense(2)], input_shape=(1,), weights=np.zeros(4))
    data = np.arange(n, dtype=np.float32)[:, None], np.zeros(n, int)
    progress = list(run(model, data, optimizer=SGD(1e-9), **settings))
    return watched.batches, progress


class TestLearning:
    @pytest.mark.parametrize("optimizer", [SGD(), Adam(0.01)], ids=["SGD", "Adam"])
    def test_a_network_learns(self, optimizer):
        model = small_network()
        progress = list(run(model, stripes(600), optimizer=optimizer, steps=150, test=stripes(200, seed=1)))
        assert progress[0].train_accuracy < 0.9
        assert progress[-1].train_accuracy > 0.95
        assert progress[-1].test_accuracy > 0.95
        assert progress[-1].test_accuracy == evaluate(model, *stripes(200, seed=1))

    def test_the_same_seed_trains_the_same(self):
        first, second = small_network(), small_network()
        assert list(run(first, stripes(100))) == list(run(second, stripes(100)))
        np.testing.assert_array_equal(first.get_weights(), second.get_weights())
        another = list(run(small_network(), stripes(100), rng=np.random.default_rng(4)))
        assert another != list(run(small_network(), stripes(100)))

    def test_a_step_is_forward_loss_backward_and_update(self):
        """One batch of everything, done by hand."""
        (images, labels), by_hand, model = stripes(32), small_network(), small_network()
        optimizer, losses = SGD(0.1), []
        for _ in range(3):
            loss, gradient = SoftmaxCrossEntropy()(by_hand.forward(images, training=True), labels)
            by_hand.backward(gradient)
            optimizer.step(by_hand.params, by_hand.grads)
            losses.append(loss)
        progress = list(run(model, (images, labels), batch_size=32, steps=3))
        assert [p.loss for p in progress] == pytest.approx(losses, rel=1e-5)
        np.testing.assert_allclose(model.get_weights(), by_hand.get_weights(), atol=1e-6)

    def test_nothing_happens_before_the_first_progress_is_asked_for(self):
        model = small_network()
        before = model.get_weights()
        training = run(model, stripes(100))
        np.testing.assert_array_equal(model.get_weights(), before)
        next(training)
        assert (model.get_weights() != before).any()

    def test_the_data_is_left_alone_and_may_be_of_any_number_type(self):
        images, labels = (stripes(40)[0] * 255).astype(np.uint8), stripes(40)[1]
        images.flags.writeable = labels.flags.writeable = False
        runs = [
            [
                p.loss
                for p in run(small_network(), (images.astype(kind, copy=False), labels), optimizer=Adam())
            ]
            for kind in (np.float32, np.uint8, np.int64, np.float64)
        ]
        assert runs[1:] == runs[:1] * 3


class TestBatches:
    def test_every_image_is_seen_once_in_an_epoch(self):
        batches, _ = watched_batches(12, batch_size=4, steps=9)
        epochs = [list(chain(*batches[start : start + 3])) for start in (0, 3, 6)]
        assert [sorted(epoch) for epoch in epochs] == [list(range(12))] * 3
        assert epochs[0] != epochs[1] != epochs[2]

    def test_an_epoch_may_end_within_a_batch(self):
        batches, progress = watched_batches(10, batch_size=4, steps=10)
        seen = list(chain(*batches))
        assert {len(batch) for batch in batches} == {4}
        assert [sorted(seen[start : start + 10]) for start in (0, 10, 20, 30)] == [list(range(10))] * 4
        assert [p.epoch for p in progress] == [0, 0, 1, 1, 2, 2, 2, 3, 3, 4]
        assert [p.step for p in progress] == list(range(1, 11))

    def test_a_batch_larger_than_the_data_is_all_of_it(self):
        batches, progress = watched_batches(5, batch_size=32, steps=2)
        assert [sorted(batch) for batch in batches] == [list(range(5))] * 2
        assert [p.epoch for p in progress] == [1, 2]


class TestAccuracies:
    def test_train_accuracy_is_of_the_last_16_batches_before_they_were_learned_from(self):
        """Label 0 always, and a network that says 1 until its first step: then it is right for good."""
        model = linear()
        model.params["dense.bias"][...] = [0, 0.01]
        progress = list(run(model, (np.zeros((8, 1)), np.zeros(8, int)), batch_size=2, steps=20))
        expected = [(step - 1) / step for step in range(1, 17)] + [1.0] * 4
        assert [p.train_accuracy for p in progress] == expected

    def test_test_accuracy_is_measured_every_few_steps_and_at_both_ends(self):
        """Changed by hand from step to step, the network tells 1, 2, 3, ... of the test images right."""
        model = Sequential([Dense(2)], input_shape=(1,), weights=[1, 0, 0.5, 0])
        test = -np.arange(20.0)[:, None], np.zeros(20, int)
        measured = []
        data = np.zeros((4, 1)), np.zeros(4, int)
        for p in run(model, data, optimizer=SGD(1e-9), steps=12, test=test, test_every=5):
            measured.append(p.test_accuracy * 20)
            model.params["dense.bias"][...] = [p.step + 0.5, 0]
        assert measured == pytest.approx([1, 1, 1, 1, 5, 5, 5, 5, 5, 10, 10, 12])

    def test_without_test_images_there_is_none(self):
        assert {p.test_accuracy for p in run(small_network(), stripes(40))} == {None}


class TestDivergence:
    def state(self, model, optimizer):
        return (
            model.get_weights().tobytes(),
            [array.tobytes() for arrays in optimizer._state for array in arrays],
            optimizer._steps,
        )

    @pytest.mark.parametrize("optimizer", [SGD(1e4), SGD(1e30), SGD(1e39), Adam(1e4), Adam(1e38)], ids=repr)
    def test_model_and_optimizer_are_as_before_the_failing_step(self, optimizer):
        model = small_network()
        states = [self.state(model, optimizer)]
        training = run(model, stripes(100), optimizer=optimizer, steps=1000)
        message = re.escape(f"Lower the learning rate of {optimizer.learning_rate:g}.")
        with pytest.raises(DivergedError, match=message):
            states.extend(self.state(model, optimizer) for _ in training)
        assert self.state(model, optimizer) == states[-1]
        assert np.isfinite(model.get_weights()).all()

    def test_training_can_go_on_with_a_lower_rate(self):
        model, optimizer = small_network(), SGD(0.05)
        list(run(model, stripes(100), optimizer=optimizer, steps=20))
        optimizer.learning_rate = 1e39
        with pytest.raises(DivergedError):
            next(run(model, stripes(100), optimizer=optimizer, steps=20))
        optimizer.learning_rate = 0.05
        *_, last = run(model, stripes(100), optimizer=optimizer, steps=100)
        assert last.train_accuracy > 0.9

    def test_the_step_and_the_loss_are_named(self):
        model = linear()
        model.params["dense.bias"][...] = [0, 20_000]
        with pytest.raises(DivergedError, match=r"diverged at step 1: the loss is 2e\+04\."):
            next(run(model, (np.zeros((4, 1)), np.zeros(4, int))))
        model.params["dense.bias"][...] = [np.nan, 0]
        with pytest.raises(DivergedError, match=r"diverged at step 1: the loss is nan\."):
            next(run(model, (np.zeros((4, 1)), np.zeros(4, int))))

    def test_gradients_that_are_not_finite_are_not_taken(self):
        class Exploding(Dense):
            def backward(self, grad_output):
                super().backward(grad_output)
                self.grads["bias"] = self.grads["bias"] * np.nan

        model = Sequential([Exploding(2)], input_shape=(1,), weights=np.zeros(4))
        with pytest.raises(DivergedError):
            next(run(model, (np.ones((4, 1)), np.zeros(4, int))))
        assert not model.get_weights().any()


def with_bad(value):
    images, labels = stripes(10)
    images[7, 2, 3] = value
    return images, labels


IMAGES, LABELS = stripes(10)


class TestRefusals:
    """All at the call of fit, before any step."""

    @pytest.mark.parametrize(
        ("data", "error", "message"),
        [
            ((IMAGES[:, :, :, 0], LABELS), ShapeError, r"images of shape \(n, 8, 8, 1\), got \(10, 8, 8\)"),
            ((IMAGES[0, :, :, 0], LABELS), ShapeError, r"images of shape \(n, 8, 8, 1\), got \(8, 8\)"),
            ((IMAGES[:0], LABELS[:0]), DataError, "there are no images"),
            ((IMAGES.astype(str), LABELS), DataError, "expected images to be numbers, got <U"),
            ((IMAGES > 0.5, LABELS), DataError, "expected images to be numbers, got bool"),
            (with_bad(np.nan), DataError, "expected images to be finite numbers; image 7 has others"),
            (with_bad(-np.inf), DataError, "image 7"),
            ((IMAGES.astype(np.float64) * 1e300, LABELS), DataError, "finite"),
            ((IMAGES, LABELS[:9]), LabelError, r"each of 10 images; got shape \(9,\)"),
            ((IMAGES, LABELS + 1), LabelError, "expected labels from 0 to 1, got 1 to 2"),
            ((IMAGES, LABELS - 1), LabelError, "expected labels from 0 to 1, got -1 to 0"),
            ((IMAGES, LABELS.astype(float)), LabelError, "expected labels to be whole numbers, got float64"),
            ((IMAGES, np.eye(2, dtype=int)[LABELS]), LabelError, "not one-hot rows"),
        ],
    )
    @pytest.mark.parametrize("part", ["data", "test"])
    def test_bad_examples(self, part, data, error, message):
        examples = {"data": stripes(10), "test": stripes(10)} | {part: data}
        with pytest.raises(error, match=message):
            run(small_network(), **examples)

    @pytest.mark.parametrize(
        ("setting", "message"),
        [
            ({"batch_size": 0}, "batch_size must be a whole number of at least 1, got 0"),
            ({"batch_size": 2.0}, "batch_size must be"),
            ({"steps": 0}, "steps must be"),
            ({"steps": True}, "steps must be"),
            ({"test_every": -1}, "test_every must be"),
            ({"rng": 1}, "rng must be a NumPy Generator"),
            ({"rng": None}, "rng must be a NumPy Generator"),
        ],
    )
    def test_bad_settings(self, setting, message):
        with pytest.raises(HyperparameterError, match=message):
            run(small_network(), stripes(10), **setting)

    def test_networks_that_do_not_tell_classes_apart(self):
        model = Sequential([Conv2D(2, 3)], input_shape=(8, 8, 1), rng=np.random.default_rng(1))
        with pytest.raises(ShapeError, match=r"ends in Flatten and Dense; the last layer gives \(6, 6, 2\)"):
            run(model, stripes(10))
        with pytest.raises(HyperparameterError, match="no parameters"):
            run(Sequential([Flatten()], input_shape=(8, 8, 1), rng=np.random.default_rng(1)), stripes(10))

    def test_an_optimizer_that_has_trained_another_network(self):
        optimizer = Adam()
        list(run(linear(), (np.ones((4, 1)), np.zeros(4, int)), optimizer=optimizer))
        model = small_network()
        before = model.get_weights()
        with pytest.raises(StateError, match="make a new one"):
            next(run(model, stripes(10), optimizer=optimizer))
        np.testing.assert_array_equal(model.get_weights(), before)

"""Training: batch after batch, forward, loss, backward, step."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core import ops
from cnn_core.arrays import Array, Labels
from cnn_core.errors import DataError, DivergedError, HyperparameterError, ShapeError
from cnn_core.metrics import evaluate
from cnn_core.model import Sequential
from cnn_core.optimizers import Optimizer
from cnn_core.validation import class_indices, expect_shape, generator, whole_number

HIGHEST_LOSS = 1e4  # who knows nothing has a loss of log(classes); beyond this, training has run away
TRAIN_WINDOW = 16

Examples: TypeAlias = tuple[Array, Labels]


class Progress(NamedTuple):
    """Where training stands after a step.

    Attributes:
        step: steps taken so far, from 1.
        epoch: how often all images have been seen so far.
        loss: of this step's batch, before it was learned from.
        train_accuracy: fraction right in the last 16 batches, each judged before it was learned from.
        test_accuracy: fraction right of the test images, when last measured; None without any.
    """

    step: int
    epoch: int
    loss: float
    train_accuracy: float
    test_accuracy: float | None


def fit(
    model: Sequential,
    data: Examples,
    *,
    optimizer: Optimizer,
    batch_size: int = 32,
    steps: int,
    rng: np.random.Generator,
    test: Examples | None = None,
    test_every: int = 5,
    augment: Callable[[Array], Array] | None = None,
) -> Generator[Progress, None, None]:
    """Train `model`, one step each time that the next `Progress` is asked for.

    The images are shuffled and handed out in batches, then shuffled anew, so that each is seen once in an
    epoch. What is wrong with the arguments is said at once, not at the first step.

    Args:
        model: the network to change.
        data: (images, labels), of shapes (n, *input_shape) and (n,).
        optimizer: makes the steps.
        batch_size: images a step; all of them if there are fewer.
        steps: steps to take.
        rng: shuffles.
        test: (images, labels), never learned from, to measure the test accuracy on.
        test_every: steps from one measurement of the test accuracy to the next. The first and last step have
            one too.
        augment: makes of each batch's images those that are learned from, of the same shape; see
            `cnn_core.augmentation`.

    Raises:
        ShapeError: when images are not of the network's input shape, or its output is not a row of logits.
        DataError: when there are no images, or they are not finite numbers.
        LabelError: when labels are not one class index for each image.
        HyperparameterError: when a number is not a positive whole number, or `rng` not a Generator.
        DivergedError: while training, when the loss runs away or a number is no longer finite. Model and
            optimizer then are as they were before the failing step.

    Example:
        >>> from cnn_core import SGD, Dense
        >>> rng = np.random.default_rng(1)
        >>> model = Sequential([Dense(2)], input_shape=(1,), rng=rng)
        >>> x = rng.normal(size=(100, 1))
        >>> for progress in fit(model, (x, (x[:, 0] > 0).astype(int)), optimizer=SGD(), steps=50, rng=rng):
        ...     pass
        >>> progress.step, progress.epoch, progress.train_accuracy > 0.9
        (50, 16, True)
    """
    if len(model.output_shape) != 1:
        raise ShapeError(f"a classifier ends in Flatten and Dense; the last layer gives {model.output_shape}")
    if not model.num_params:
        raise HyperparameterError("the network has no parameters to train")
    images, labels = _checked_examples(model, data)
    return _train(
        model,
        images,
        labels,
        optimizer,
        min(whole_number("batch_size", batch_size), len(images)),
        whole_number("steps", steps),
        generator(rng),
        _checked_examples(model, test) if test is not None else None,
        whole_number("test_every", test_every),
        augment,
    )


def _train(
    model: Sequential,
    images: Array,
    labels: Labels,
    optimizer: Optimizer,
    batch_size: int,
    steps: int,
    rng: np.random.Generator,
    test: Examples | None,
    test_every: int,
    augment: Callable[[Array], Array] | None,
) -> Generator[Progress, None, None]:
    right: deque[int] = deque(maxlen=TRAIN_WINDOW)
    test_accuracy = None
    batches = _batches(len(images), batch_size, rng)
    for step in range(1, steps + 1):
        batch = next(batches)
        x = images.take(batch, 0)
        try:
            loss, num_right = _train_step(
                model, x if augment is None else augment(x), labels.take(batch), optimizer, step
            )
        except DivergedError:
            model.undo()
            raise
        right.append(num_right)
        if test is not None and (step % test_every == 0 or step in (1, steps)):
            test_accuracy = evaluate(model, *test)
        train_accuracy = sum(right) / (len(right) * batch_size)
        yield Progress(step, step * batch_size // len(images), loss, train_accuracy, test_accuracy)


def _train_step(
    model: Sequential, x: Array, labels: Labels, optimizer: Optimizer, step: int
) -> tuple[float, int]:
    """Learn from one batch; return its loss and how many were right, both from before."""
    with np.errstate(all="ignore"):
        logits = model.forward(x, training=True)
        loss, cache = ops.softmax_cross_entropy_forward(logits, labels)
        if not loss <= HIGHEST_LOSS:  # nor is NaN
            raise DivergedError(
                f"training diverged at step {step}: the loss is {loss:.4g}. "
                f"Lower the learning rate of {optimizer.learning_rate:g}."
            )
        model.backward(ops.softmax_cross_entropy_backward(cache), input_gradient=False)
    optimizer.step(model.params, model.grads)
    return loss, ops.count_right(logits, labels)


def _batches(n: int, batch_size: int, rng: np.random.Generator) -> Iterator[NDArray[np.integer[Any]]]:
    """Yield the indices of one batch after another, without end, all of one size: an epoch may end in one."""
    order = rng.permutation(n)
    while True:
        if len(order) < batch_size:
            order = np.concatenate([order, rng.permutation(n)])
        yield order[:batch_size]
        order = order[batch_size:]


def _checked_examples(model: Sequential, examples: Examples) -> Examples:
    images = np.asarray(examples[0])
    if images.dtype.kind not in "fiu":
        raise DataError(f"expected images to be numbers, got {images.dtype}")
    expect_shape("images", images, model.input_shape)
    labels = class_indices(examples[1], len(images), model.output_shape[0])
    with np.errstate(over="ignore"):
        images = images.astype(model.dtype, copy=False)
    finite = np.isfinite(images).all(axis=tuple(range(1, images.ndim)))
    if not finite.all():
        raise DataError(f"expected images to be finite numbers; image {finite.argmin()} has others")
    return images, labels

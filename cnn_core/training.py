"""Training: batch after batch, forward, loss, backward, step."""

from collections import deque
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core import ops
from cnn_core.arrays import Array, Labels
from cnn_core.errors import DataError, DivergedError, HyperparameterError, ShapeError
from cnn_core.losses import checked_labels
from cnn_core.metrics import evaluate
from cnn_core.model import Sequential
from cnn_core.optimizers import Optimizer

HIGHEST_LOSS = 1e4  # a classifier that knows nothing has log(classes); this one has run away
TRAIN_WINDOW = 16

Examples = tuple[Array, Labels]


class Progress(NamedTuple):
    """Where training stands after a step.

    Attributes:
        step: steps taken, from 1.
        epoch: times that the whole of the data has been seen.
        loss: of this step's batch, before it was learned from.
        train_accuracy: fraction right in the last 16 batches, each judged before it was learned from.
        test_accuracy: fraction right of the test images when last measured; None without any.
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
) -> Generator[Progress, None, None]:
    """Train `model`, one step each time the next `Progress` is asked for.

    The images are shuffled, cut into batches and shuffled anew when they run out, so that each is seen once in every
    epoch. What is wrong with the arguments is said at once, not at the first step.

    Args:
        model: the network; its weights change.
        data: (images, labels), of shapes (n, *input_shape) and (n,).
        optimizer: makes the steps.
        batch_size: images a step; all of them if there are fewer.
        steps: steps to take.
        rng: shuffles.
        test: (images, labels) to measure the test accuracy on, which are not learned from.
        test_every: steps from one measurement of the test accuracy to the next; the last step is measured too.

    Raises:
        ShapeError: when images are not of the network's input shape, or its output is not a row of logits.
        DataError: when there are no images, or they are not finite numbers.
        LabelError: when labels are not one class index for each image.
        HyperparameterError: when a number is not a positive whole number, or `rng` not a Generator.
        DivergedError: while training, when the loss runs away or a number is no longer finite. Model and optimizer
            are then as they were before the failing step.

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
        raise ShapeError(
            f"the last layer gives {model.output_shape}; to tell classes apart, end in Flatten and Dense"
        )
    if not model.num_params:
        raise HyperparameterError("the network has no parameters to train")
    for name, value in ("batch_size", batch_size), ("steps", steps), ("test_every", test_every):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise HyperparameterError(f"{name} must be a whole number of at least 1, got {value!r}")
    if not isinstance(rng, np.random.Generator):
        raise HyperparameterError(
            f"rng must be a NumPy Generator, as np.random.default_rng(1) makes, got {rng!r}"
        )
    images, labels = _checked_examples(model, data)
    test = _checked_examples(model, test) if test is not None else None
    return _train(
        model, images, labels, optimizer, min(batch_size, len(images)), steps, rng, test, test_every
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
) -> Generator[Progress, None, None]:
    right: deque[int] = deque(maxlen=TRAIN_WINDOW)
    test_accuracy: float | None = None
    for step, batch in zip(range(1, steps + 1), _batches(len(images), batch_size, rng), strict=False):
        loss, num_right = _train_step(model, images[batch], labels[batch], optimizer, step)
        right.append(num_right)
        if test is not None and (test_accuracy is None or step % test_every == 0 or step == steps):
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
        if not loss <= HIGHEST_LOSS:  # NaN is not, either
            raise DivergedError(
                f"training diverged at step {step}: the loss is {loss:.4g}. "
                f"Lower the learning rate of {optimizer.learning_rate:g}."
            )
        model.backward(ops.softmax_cross_entropy_backward(cache), input_gradient=False)
    optimizer.step(model.params, model.grads)
    return loss, int(np.count_nonzero(logits.argmax(axis=1) == labels))


def _batches(n: int, batch_size: int, rng: np.random.Generator) -> Iterator[NDArray[np.integer[Any]]]:
    """Yield the indices of one batch after the other, without end; an epoch's end may fall within a batch."""
    order = rng.permutation(n)
    while True:
        while len(order) < batch_size:
            order = np.concatenate([order, rng.permutation(n)])
        yield order[:batch_size]
        order = order[batch_size:]


def _checked_examples(model: Sequential, data: Examples) -> Examples:
    images = np.asarray(data[0])
    if images.dtype.kind not in "fiu":
        raise DataError(f"expected images to be numbers, got {images.dtype}")
    if images.ndim == 0 or images.shape[1:] != model.input_shape:
        sizes = ", ".join(map(str, model.input_shape))
        raise ShapeError(f"expected images of shape (n, {sizes}), got {images.shape}")
    labels = checked_labels(data[1], len(images), model.output_shape[0])
    with np.errstate(over="ignore"):
        images = images.astype(model.dtype, copy=False)
    finite = np.isfinite(images).reshape(len(images), -1).all(axis=1)
    if not finite.all():
        raise DataError(f"image {int(finite.argmin())} holds values that are not finite")
    return images, labels

"""One laboratory: a network, the sketches it trains on, and what can be asked of them."""

import io
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from cnn_core.arrays import Shape
from cnn_core.augmentation import moved
from cnn_core.errors import WeightsError
from cnn_core.lab.clock import StepClock
from cnn_core.lab.collection import Collection, with_drawings
from cnn_core.lab.controls import Sees, limit
from cnn_core.lab.drawings import drawn, is_blank
from cnn_core.lab.edits import Edits
from cnn_core.lab.networks import NETWORKS, Examples, Images, few
from cnn_core.lab.settings import Settings, read_settings
from cnn_core.lab.subjects import Kind, Split, Subject
from cnn_core.layers import Conv2D, Layer, ReLU
from cnn_core.losses import SoftmaxCrossEntropy
from cnn_core.metrics import evaluate
from cnn_core.model import Sequential
from cnn_core.optimizers import SGD, Adam, Optimizer
from cnn_core.training import Progress, fit


@lru_cache(maxsize=4)
def _data(network: str, classes: tuple[int, ...], shift: int, sees: Sees) -> tuple[Examples, Examples]:
    (train, train_labels), (test, test_labels) = NETWORKS[network].draw(classes, shift)
    rng = np.random.default_rng(303)
    return (limit(train, sees, rng), train_labels), (limit(test, sees, rng), test_labels)


class Session:
    """A run of training that can be stepped, looked into, saved and taken up again.

    Args:
        settings: the reader's choices by name, see `SETTINGS`.
        edits: the reader's code in the network, if there is any, see `Edits`.

    Raises:
        SettingsError: when a choice is refused.
        Exception: what the reader's code raises.
    """

    def __init__(self, settings: Mapping[str, object], edits: Mapping[str, Any] | None = None) -> None:
        self.settings: Settings = read_settings(settings)
        self._edits = Edits(**(edits or {}))
        self._kind = NETWORKS[self.settings.network]
        known = self.settings
        examples, self._test = _data(known.network, known.classes, known.shift, known.sees)
        self._sketches = self._train = few(examples, known.sketches, known.subset)
        self._collection = Collection(known.classes, self._kind.input_shape, self.drawn)
        self._drawings = self._collection.examples([])
        self.model = self._network()
        self._viewer = self._network()
        self._optimizer: Optimizer | None = None  # of the run under way
        self._run: Generator[Progress, None, None] | None = None
        self._unseen = 0  # held-out sketches that remain to be looked at
        self._right = 0  # of those looked at
        self._start(step=0)

    def describe(self) -> dict[str, Any]:
        """The network's layers, the data's sizes, and where training stands."""
        layers = [self._row("input", "Input", self.model.input_shape)]
        for name, layer in self.model.named_layers():
            row = self._row(name, type(layer).__name__, layer.output_shape or ())
            has_source = type(layer).__module__.startswith("cnn_core.layers.")
            layers.append({**row, "params": layer.num_params, "source": has_source})
        return {
            "layers": layers,
            "num_params": self.model.num_params,
            "num_train": len(self._train[0]),
            "num_test": len(self._test[0]),
            "classes": list(self.settings.classes),
            "names": [self._kind.names[index] for index in self.settings.classes],
            "progress": self._progress([self._point()]),
        }

    def _row(self, name: str, kind: str, shape: Shape) -> dict[str, Any]:
        edited = kind in self._edits.layers
        return {
            "name": name,
            "kind": kind,
            "edited": edited,
            "source": False,
            "output_shape": list(shape),
            "params": 0,
        }

    def train(self, steps: int, milliseconds: float, until: int | None = None) -> dict[str, Any]:
        """Take up to `steps` steps, fewer when `milliseconds` are over before, none beyond step `until`.

        At least one, unless held-out sketches remain to be looked at from the call before. None remain after
        the last step.

        Raises:
            DivergedError: when a step would leave numbers that are not finite. The network stays as it was.
        """
        points = []
        began = time.perf_counter()
        left = max(1, steps)
        if until is not None:
            left = max(0, min(left, until - self._step_number))
        while left or self._unseen:
            if not self._unseen:
                self._step()
                left -= 1
                if self._step_number % self._kind.test_every == 0:
                    self._unseen = len(self._test[0])
            if self._unseen and self._look_on():
                points.append(self._point())
            # A clock that was put back tells nothing: what is asked for comes in the next call.
            if left and not 0 <= time.perf_counter() - began < milliseconds / 1000:
                break
        return self._progress(points)

    def inspect(
        self, sample: int, drawing: Mapping[str, Any] | None = None, weights: Images | None = None
    ) -> dict[str, Any]:
        """Show one held-out sketch, and a drawing, to the network as it is or as it was with `weights`."""
        model = self.model if weights is None else self.network(weights)
        images, labels = self._test
        index = sample % len(images)
        shown = [images[index]]
        if drawing is not None:
            shown.append(self.drawn(drawing))
        x = np.stack(shown)  # (1 or 2, size, size, channels)
        maps, probabilities = _look(model, x)
        answer: dict[str, Any] = {
            "sample": {
                "index": index,
                "label": self.settings.classes[labels[index]],
                "image": _flat_if_gray(x[0]),
                "prediction": self._prediction(probabilities[0]),
            },
            **_filters(model),
            "maps": maps[0],
            "drawing": None,
        }
        if drawing is not None:
            seen = _flat_if_gray(x[1])
            blank = is_blank(drawing, x[1])
            prediction = None if blank else self._prediction(probabilities[1])
            answer["drawing"] = {"image": seen, "maps": maps[1], "prediction": prediction}
        return answer

    def subject(self, kind: Kind, sample: int, drawing: Mapping[str, Any] | None = None) -> Subject:
        """What a view of the network goes by: `sample` counts held-out sketches, or batches."""
        if kind == "drawing":
            return Subject(kind, self.drawn(drawing or {"strokes": []})[None], None)
        if kind == "sample":
            images, labels = self._test
            index = sample % len(images)
            return Subject(kind, images[index : index + 1], labels[index : index + 1])
        images, labels = self._train
        size = min(self.settings.batch_size, len(images))
        start = sample % (len(images) // size) * size
        part = slice(start, start + size)
        return Subject(kind, images[part], labels[part])

    def drawn(self, drawing: Mapping[str, Any]) -> Images:
        """What the network sees of a drawing, (size, size, channels)."""
        return drawn(drawing, self.model.input_shape, self.settings.sees)

    def examples(self, split: Split) -> Examples:
        """What is trained on, what is held out, or the reader's own drawings."""
        return {"train": self._train, "test": self._test, "drawn": self._drawings}[split]

    def collect(self, drawings: Sequence[Mapping[str, Any]], learn: Sequence[float] = ()) -> None:
        """Keep the reader's own drawings, in place of those kept before.

        Args:
            drawings: `label`, the digit that each is to be, and `strokes` or `pixels`.
            learn: which of them to learn from, from the next step on, counted from 0.

        Raises:
            SettingsError: for too many drawings, or a digit that the network doesn't know.
        """
        before = self._train
        self._drawings = self._collection.examples(drawings)
        chosen = np.asarray(learn, np.intp)
        self._train = with_drawings(self._sketches, (self._drawings[0][chosen], self._drawings[1][chosen]))
        if before is not self._train:
            self._run = None  # goes on with other batches

    @property
    def read_at_once(self) -> int:
        """How many sketches the network can read in a few milliseconds."""
        return self._kind.tested_at_once

    def network(self, weights: Images | None = None) -> Sequential:
        """A copy of the network as it is, or with the `weights` of a checkpoint, until the next call."""
        self._viewer.set_weights(self.model.get_weights() if weights is None else weights)
        return self._viewer

    @property
    def running_optimizer(self) -> Optimizer | None:
        """The optimizer of the run under way, not to be stepped; None before the first step."""
        return self._optimizer if self._run else None

    def new_optimizer(self) -> Optimizer:
        """An optimizer that has not stepped yet, as the settings have it."""
        rate = self.settings.learning_rate
        return SGD(rate, momentum=0.9) if self.settings.optimizer == "sgd" else Adam(rate)

    def places(self, kind: str) -> list[tuple[Layer, Shape]]:
        """The network's layers of a class, with the shapes of their inputs."""
        found = [layer for layer in self.model.layers if type(layer).__name__ == kind]
        return [(layer, layer.input_shape) for layer in found if layer.input_shape]

    def restore(self, step: int, weights: Images) -> None:
        """Go on from a checkpoint: `weights` as they were after `step` steps.

        Raises:
            WeightsError: when they are not as many as the network has, or beyond what it can compute with.
                The network stays as it was.
        """
        if weights.shape != (self.model.num_params,):
            raise WeightsError(
                f"expected the {self.model.num_params} weights of this network, got {weights.size}"
            )
        before = self.model.get_weights()
        self.model.set_weights(weights)
        self._refuse_unless_finite(before)
        self._start(step)

    def save(self) -> bytes:
        """The weights as an `.npz` file."""
        file = io.BytesIO()
        self.model.save(file)
        return file.getvalue()

    def load(self, content: bytes) -> None:
        """Take the weights of an `.npz` file and count steps from 0 again.

        Raises:
            WeightsError: when the file is damaged, of another network, or its weights are beyond what the
                network can compute with. The network stays as it was.
        """
        before = self.model.get_weights()
        self.model.load(io.BytesIO(content))
        self._refuse_unless_finite(before)
        self._start(step=0)

    def _refuse_unless_finite(self, before: Images) -> None:
        """Go back to the weights `before` if those there now lead to outputs that are not finite."""
        with np.errstate(all="ignore"):
            logits = self.model.forward(self._test[0])
        if not np.isfinite(logits).all():
            self.model.set_weights(before)
            raise WeightsError("the weights are so large that the network's outputs are not finite")

    def _network(self) -> Sequential:
        rng = np.random.default_rng([self.settings.seed, 0])
        model = self._kind.build(self.settings.filters, len(self.settings.classes), rng)
        return self._edits.apply(model, np.random.default_rng([self.settings.seed, 0]))

    def _start(self, step: int) -> None:
        self._step_number = step
        self._clock = StepClock()
        self._run = None
        self._first_step = step
        some = self._kind.num_test
        images, labels = self._train[0][:some], self._train[1][:some]
        logits = self.model.forward(images)
        self._loss, _ = SoftmaxCrossEntropy()(logits, labels)
        self._train_accuracy = float(np.mean(logits.argmax(axis=1) == labels))
        self._test_accuracy = evaluate(self.model, *self._test)
        self._epoch = 0
        self._unseen = self._right = 0

    def _step(self) -> None:
        if self._run is None:
            self._first_step = self._step_number
            self._optimizer = self.new_optimizer()
            self._run = fit(
                self.model,
                self._train,
                optimizer=self._optimizer,
                batch_size=self.settings.batch_size,
                steps=2**53,
                rng=np.random.default_rng([self.settings.seed, 1, self._step_number]),
                augment=self._augmentation(),
            )
        with self._clock:
            try:
                progress = next(self._run)
            except Exception:
                self._run = None
                raise
        self._step_number = self._first_step + progress.step
        self._loss, self._train_accuracy = progress.loss, progress.train_accuracy
        self._epoch = self._step_number * self.settings.batch_size // len(self._train[0])

    def _augmentation(self) -> Callable[[Images], Images] | None:
        if self.settings.augmentation == "none":
            return None
        rng = np.random.default_rng([self.settings.seed, 2, self._step_number])
        return lambda images: moved(images, rng=rng)

    def _look_on(self) -> bool:
        """Look at some more of the held-out sketches; return whether those were the last."""
        images, labels = self._test
        start = len(images) - self._unseen
        part = slice(start, start + self._kind.tested_at_once)
        self._right += round(evaluate(self.model, images[part], labels[part]) * len(labels[part]))
        self._unseen -= len(labels[part])
        if self._unseen:
            return False
        self._test_accuracy = self._right / len(labels)
        self._right = 0
        return True

    def _point(self) -> list[float]:
        return [self._step_number, self._loss, self._train_accuracy, self._test_accuracy]

    def _progress(self, points: list[list[float]]) -> dict[str, Any]:
        return {
            "step": self._step_number,
            "epoch": self._epoch,
            "loss": self._loss,
            "train_accuracy": self._train_accuracy,
            "test_accuracy": self._test_accuracy,
            "step_ms": self._clock.median_ms,
            "points": np.array(points, np.float32).reshape(-1, 4),
            "weights": self.model.get_weights(),
        }

    def _prediction(self, probabilities: Images) -> dict[str, Any]:
        return {"digit": self.settings.classes[int(probabilities.argmax())], "probabilities": probabilities}


def _flat_if_gray(image: Images) -> Images:
    """Without its last axis, if that is a single channel."""
    return image[..., 0] if image.shape[-1] == 1 else image


def _filters(model: Sequential) -> dict[str, Any]:
    """The filters and biases of a first layer that is a convolution; of another, none."""
    first = model.layers[0]
    if not isinstance(first, Conv2D):
        return {"filters": np.zeros((0, 1, 1), np.float32), "biases": np.zeros(0, np.float32)}
    kernel = first.params["kernel"]
    return {"filters": _flat_if_gray(np.moveaxis(kernel, -1, 0)), "biases": first.params["bias"]}


def _look(model: Sequential, x: Images) -> tuple[Images, Images]:
    """Maps of a first convolution, after its ReLU (n, filters, h, w), and probabilities (n, classes)."""
    first, *others = model.layers
    maps = np.zeros((len(x), 1, 1, 0), np.float32)
    if isinstance(first, Conv2D):
        maps = first.forward(x)
        if others and isinstance(others[0], ReLU):
            maps = others[0].forward(maps)
    return np.moveaxis(maps, -1, 1), model.predict_proba(x)

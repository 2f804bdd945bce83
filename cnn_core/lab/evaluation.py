"""How the network reads many sketches, which it takes for what: part by part, so that nothing waits long."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnn_core.lab.networks import Images
from cnn_core.lab.session import Session
from cnn_core.lab.subjects import Split
from cnn_core.metrics import confusion_matrix


def evaluate(session: Session, split: Split, start: int = 0, weights: Images | None = None) -> dict[str, Any]:
    """Let the network read the next sketches, as many as take a few milliseconds.

    Args:
        session: the laboratory.
        split: "train" for the sketches trained on, "test" for those held out, "drawn" for the
            reader's drawings.
        start: the first sketch to read.
        weights: of a checkpoint, which keeps all parts of one reading to one network; without, those of now.

    Returns:
        `start`; `total`, how many sketches there are; and of those read, (n,) each: `labels`, the digits they
        were drawn as, `predictions`, the digits they are taken for, and `confidences`, the probabilities of
        those. `confusion` counts them, a row for each digit drawn and a column for each answer, in the order
        of the classes.
    """
    images, labels = session.examples(split)
    part = slice(start, start + session.read_at_once)
    classes = np.array(session.settings.classes)
    if start >= len(labels):
        nothing = np.zeros(0, np.float32)
        return {
            "start": start,
            "total": len(labels),
            "labels": nothing,
            "predictions": nothing,
            "confidences": nothing,
            "confusion": np.zeros((len(classes), len(classes)), np.int64),
        }
    probabilities = session.network(weights).predict_proba(images[part])  # (n, classes)
    answers = probabilities.argmax(axis=1)
    return {
        "start": start,
        "total": len(labels),
        "labels": classes[labels[part]],
        "predictions": classes[answers],
        "confidences": probabilities.max(axis=1),
        "confusion": confusion_matrix(labels[part], answers, len(classes)),
    }


def accuracy(session: Session, split: Split) -> float:
    """Return the fraction of all the sketches that the network gets right."""
    n = len(session.examples(split)[1])
    parts = [evaluate(session, split, start) for start in range(0, n, session.read_at_once)]
    return sum(int(np.trace(part["confusion"])) for part in parts) / n


def sketches(session: Session, split: Split, indices: Sequence[float]) -> dict[str, Any]:
    """Return the `images` (n, h, w, channels) of some sketches; after the last comes the first again."""
    images, _ = session.examples(split)
    return {"images": images[np.asarray(indices, np.int64) % len(images)]}

"""What the views of a laboratory ask of its session: all that happens in one pass forward or backward."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnn_core.lab import forward_view
from cnn_core.lab.backward_view import Pass
from cnn_core.lab.networks import Images
from cnn_core.lab.session import Session
from cnn_core.lab.settings import SettingsError
from cnn_core.lab.subjects import Kind
from cnn_core.losses import SoftmaxCrossEntropy


def activations(
    session: Session,
    kind: Kind,
    sample: int,
    drawing: Mapping[str, Any] | None = None,
    weights: Images | None = None,
    cell: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What every layer makes of a held-out sketch or the drawing, and the arithmetic of one `cell` of them.

    Args:
        session: the laboratory.
        kind: "sample" or "drawing".
        sample: counts held-out sketches.
        drawing: strokes or pixels.
        weights: of a checkpoint; as they are now without.
        cell: {"layer", "index"} of a number to explain, as `forward_view.cell` counts them.

    Returns:
        `label` (the digit it was drawn as; None for a drawing), `prediction` (a digit), `loss` (None without
        a label), `layers`, see `forward_view.activations`, and `cell`, None if there is no such cell.
    """
    subject = session.subject(kind, sample, drawing)
    model = session.network(weights)
    classes = session.settings.classes
    layers = forward_view.activations(model, subject.images)
    logits = layers[-2]["output"]
    loss = label = None
    if subject.labels is not None:
        label = classes[subject.labels[0]]
        loss, _ = SoftmaxCrossEntropy()(logits[None], subject.labels)
    return {
        "kind": kind,
        "label": label,
        "prediction": classes[int(logits.argmax())],
        "loss": None if loss is None else forward_view.number(loss),
        "layers": layers,
        "cell": _explained(forward_view.cell, cell, model, subject.images),
    }


def gradients(
    session: Session,
    kind: Kind,
    sample: int,
    drawing: Mapping[str, Any] | None = None,
    label: int | None = None,
    weights: Images | None = None,
    cell: Mapping[str, Any] | None = None,
    weight: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the backward pass makes of a held-out sketch, the drawing or a batch, and the step that follows.

    Args:
        session: the laboratory.
        kind: "sample", "drawing" or "batch".
        sample: counts held-out sketches, or batches.
        drawing: strokes or pixels.
        label: the digit that the drawing is to be; what the network takes it for, if not given.
        weights: of a checkpoint; as they are now without.
        cell: {"layer", "index"} of a number whose gradient to explain; not of a batch.
        weight: {"layer", "param", "index"} of a parameter whose gradient to explain.

    Returns:
        `label` and `image` (None of a batch), `prediction`, `loss`, `probabilities` and `target` (means of a
        batch), `count` of sketches, `optimizer` and whether it is `fresh`, `layers`, see `Pass.layers`,
        `cell` and `weight`, see `Pass.cell` and `Pass.weight`; None if there is no such thing.

    Raises:
        SettingsError: when `label` is none of the classes.
    """
    subject = session.subject(kind, sample, drawing)
    model = session.network(weights)
    classes = session.settings.classes
    prediction = int(model.forward(subject.images[:1])[0].argmax())
    labels = subject.labels
    if labels is None:
        if label is not None and label not in classes:
            raise SettingsError("label", f"the digit must be one of {', '.join(map(str, classes))}")
        labels = np.array([prediction if label is None else classes.index(label)])
    back = Pass(model, subject.images, labels)
    running = session.running_optimizer if weights is None else None  # a checkpoint keeps no optimizer
    optimizer = running or session.new_optimizer()
    single = len(labels) == 1
    return {
        "kind": kind,
        "label": classes[labels[0]] if single else None,
        "prediction": classes[prediction],
        "image": subject.images[0] if single else None,
        "loss": forward_view.number(back.loss),
        "probabilities": back.probabilities().mean(axis=0),
        "target": back.target().mean(axis=0),
        "count": len(labels),
        "optimizer": str(optimizer),
        "fresh": running is None,
        "layers": back.layers(optimizer),
        "cell": _explained(back.cell, cell) if single else None,
        "weight": _explained(back.weight, weight, optimizer=optimizer),
    }


def _explained(explain: Any, what: Mapping[str, Any] | None, *given: Any, **more: Any) -> Any:
    """Explain `what`, unless that is gone: a new network may be smaller than the one that was pointed at."""
    if what is None:
        return None
    try:
        return explain(*given, **what, **more)
    except IndexError:
        return None

"""Occlusion: cover a part of the image, and see what the network says then.

Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014, section 4.2.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnn_core.lab.networks import Images
from cnn_core.lab.session import Session
from cnn_core.lab.subjects import Kind


def occlude(
    session: Session,
    kind: Kind,
    sample: int,
    drawing: Mapping[str, Any] | None = None,
    weights: Images | None = None,
    window: int = 7,
    strides: int = 1,
    start: int = 0,
) -> dict[str, Any]:
    """Cover a square of the image at the next places, as many as take a few milliseconds.

    Ink on paper is covered with paper, a picture in color with its mean color.

    Args:
        session: the laboratory.
        kind: "sample" or "drawing".
        sample: counts held-out sketches.
        drawing: strokes or pixels.
        weights: of a checkpoint; without, those of now.
        window: side of the square, in pixels.
        strides: pixels from one place to the next.
        start: the first place, counted row by row.

    Returns:
        `side`, how many places there are in each direction; `start`; `probabilities` (m, classes) with the
        square at each of the places; `whole` (classes,), those of the image as it is; `image` (h, w, c);
        `cover` (c,), what it is covered with; `label`, what it is, None for a drawing.

    Raises:
        ValueError: when the square does not fit into the image, or strides are not positive.
    """
    subject = session.subject(kind, sample, drawing)
    image = subject.images[0]
    size = image.shape[0]
    if not 1 <= window <= size or strides < 1:
        raise ValueError(
            f"expected a window of 1 to {size} pixels and positive strides, got {window}, {strides}"
        )
    side = (size - window) // strides + 1
    places = np.arange(start, min(start + session.read_at_once, side * side))
    cover = image.mean(axis=(0, 1)) if image.shape[-1] == 3 else np.zeros(1, np.float32)
    covered = np.repeat(image[None], len(places), axis=0)  # (m, h, w, c)
    for one, place in zip(covered, places, strict=True):
        row, column = strides * (place // side), strides * (place % side)
        one[row : row + window, column : column + window] = cover
    model = session.network(weights)
    classes = session.settings.classes
    return {
        "side": side,
        "start": start,
        "probabilities": model.predict_proba(covered),
        "whole": model.predict_proba(image[None])[0],
        "image": image,
        "cover": cover,
        "label": None if subject.labels is None else classes[subject.labels[0]],
    }

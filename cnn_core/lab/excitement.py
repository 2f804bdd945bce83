"""Which sketches excite a filter: its strongest answer to each, and the patch that it answers to."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.lab.fields import receptive_fields
from cnn_core.lab.networks import Images
from cnn_core.lab.session import Session
from cnn_core.lab.subjects import Split
from cnn_core.layers import Conv2D, Layer, ReLU
from cnn_core.model import Sequential


def excite(
    session: Session,
    convolution: int,
    split: Split = "test",
    start: int = 0,
    weights: Images | None = None,
    drawing: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Show the network the next sketches, as many as take a few milliseconds, and see what excites it.

    Args:
        session: the laboratory.
        convolution: which one, counted from 0.
        split: "train" for the sketches trained on, "test" for those held out.
        start: the first sketch to show.
        weights: of a checkpoint; without, those of now.
        drawing: the reader's, to be shown as well.

    Returns:
        `start`; `total`, how many sketches there are; `labels` (n,), the classes of those shown; `responses`
        (n, f), the largest number in each filter's map after its ReLU; `fields` (n, f, 4), the first and the
        last row, the first and the last column of what that number sees; `filters`, the weights (f, k, k, c);
        `sees`, the side of the square that one of its numbers sees in the middle of an image; and
        `drawing`, its `image`, `responses` (f,) and `fields` (f, 4), None without one.

    Raises:
        IndexError: when the network has no such convolution.
    """
    model = session.network(weights)
    layers = up_to(model, convolution)
    images, labels = session.examples(split)
    part = slice(start, start + session.read_at_once)
    classes = np.array(session.settings.classes)
    responses, fields = strongest(layers, images[part])
    drawn = None
    if drawing is not None:
        image = session.drawn(drawing)
        own, seen = strongest(layers, image[None])
        drawn = {"image": image, "responses": own[0], "fields": seen[0]}
    middle = receptive_fields(layers, tuple(size // 2 for size in layers[-1].output_shape or ()))[0]
    kernel = next(layer for layer in reversed(layers) if isinstance(layer, Conv2D)).params["kernel"]
    return {
        "start": start,
        "total": len(labels),
        "labels": classes[labels[part]],
        "responses": responses,
        "fields": fields,
        "filters": np.moveaxis(kernel, -1, 0),
        "sees": middle[1] - middle[0] + 1,
        "drawing": drawn,
    }


def up_to(model: Sequential, convolution: int) -> list[Layer]:
    """Return the layers up to a convolution, with its ReLU if one follows."""
    places = [i for i, layer in enumerate(model.layers) if isinstance(layer, Conv2D)]
    if not 0 <= convolution < len(places):
        raise IndexError(f"expected a convolution from 0 to {len(places) - 1}, got {convolution}")
    end = places[convolution] + 1
    if end < len(model.layers) and isinstance(model.layers[end], ReLU):
        end += 1
    return list(model.layers[:end])


def strongest(layers: Sequence[Layer], images: Images) -> tuple[Images, NDArray[np.int64]]:
    """Return the largest number of each map (n, f), and the rows and columns (n, f, 4) that it sees.

    Where a map has its largest number at several places, the first is taken.
    """
    maps = images
    for layer in layers:
        maps = layer.forward(maps)
    n, h, w, f = maps.shape
    flat = maps.reshape(n, h * w, f)
    rows, columns = np.divmod(flat.argmax(axis=1), w)  # (n, f) each
    # What a number sees is a rectangle: its rows follow from the row alone, and its columns likewise.
    high = np.array([receptive_fields(layers, (row, 0, 0))[0][:2] for row in range(h)])
    wide = np.array([receptive_fields(layers, (0, column, 0))[0][2:4] for column in range(w)])
    return flat.max(axis=1), np.concatenate([high[rows], wide[columns]], axis=-1)

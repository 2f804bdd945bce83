"""Pictures with something taken out of them: what a network still learns shows what it learns from."""

from typing import Literal, get_args

import numpy as np

from cnn_core.lab.networks import Images

Sees = Literal["everything", "gray", "shuffled"]
SEES: tuple[Sees, ...] = get_args(Sees)


def limit(images: Images, sees: Sees, rng: np.random.Generator) -> Images:
    """Return images (n, h, w, c) of the same shape, with no more in them than `sees` says.

    "everything" leaves them as they are. "gray" puts the mean of the channels into all of them: shapes stay,
    colors go. "shuffled" puts each image's pixels in a random order of its own: colors stay, shapes go.
    """
    if sees == "gray":
        return np.broadcast_to(images.mean(axis=-1, keepdims=True), images.shape).copy()
    if sees == "shuffled":
        n, h, w, c = images.shape
        order = np.argsort(rng.random((n, h * w)), axis=1)[..., None]
        return np.take_along_axis(images.reshape(n, h * w, c), order, axis=1).reshape(images.shape)
    return images

"""The picture on the home page: the lesson's network, trained while the site is built, reading one sketch."""

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from builder.pictures import cells
from builder.trained import network
from cnn_core.lab.session import Session

STEPS = 300
SEED = 3
CLASSES = (0, 1, 2, 3)
SHOWN = 2


@dataclass(frozen=True)
class Channel:
    """What one filter is, what it finds, and what pooling keeps of that."""

    kernel: Markup
    found: Markup
    kept: Markup


@dataclass(frozen=True)
class Output:
    digit: int
    percent: str
    bar: Markup


@dataclass(frozen=True)
class Portrait:
    """All values that one sketch takes on its way through the network, each as a picture."""

    sketch: Markup
    channels: list[Channel]
    hidden: Markup
    outputs: list[Output]
    steps: int
    num_params: int
    answer: int


def trained() -> Session:
    """The lesson's network after `STEPS` steps."""
    return network("cnn", CLASSES, STEPS, SEED)


def make_portrait() -> Portrait:
    """Look at it reading the held-out sketch of a `SHOWN` that it is surest of."""
    session = trained()
    model = session.model
    sketches = [session.inspect(i)["sample"] for i in range(40)]
    sketch = max(
        (x for x in sketches if x["label"] == SHOWN), key=lambda x: x["prediction"]["probabilities"][SHOWN]
    )
    values = [np.asarray(sketch["image"], np.float32).reshape(1, 8, 8, 1)]
    for layer in model.layers:
        values.append(layer.forward(values[-1]))
    image, found, _, kept, _, _, hidden, _ = values
    kernels = model.layers[0].params["kernel"]  # (3, 3, 1, 4)
    probabilities = model.predict_proba(image)[0]
    return Portrait(
        sketch=cells(image[0, :, :, 0], "ink", 1.0),
        channels=[
            Channel(
                cells(kernels[:, :, 0, f], "signed", np.abs(kernels).max()),
                cells(found[0, :, :, f], "signed", np.abs(found).max()),
                cells(kept[0, :, :, f], "signed", np.abs(kept).max()),
            )
            for f in range(kernels.shape[-1])
        ],
        hidden=cells(hidden.reshape(-1, 1), "signed", hidden.max()),
        outputs=[
            Output(int(digit), _percent(p), _bar(float(p)))
            for digit, p in zip(session.settings.classes, probabilities, strict=True)
        ],
        steps=STEPS,
        num_params=model.num_params,
        answer=SHOWN,
    )


def _bar(share: float) -> Markup:
    return Markup(
        '<svg class="cells" viewBox="0 0 100 6" preserveAspectRatio="none">'
        '<path class="zero" d="M0 0h100v6H0z"/><path class="bar" d="M0 0h{:.1f}v6H0z"/></svg>'
    ).format(100 * share)


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"

"""Networks trained while the site is built, for those who read without scripts: each only once."""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from builder.kept import kept
from cnn_core.lab.session import Session

if TYPE_CHECKING:
    from builder.widgets.lab import Lab

STEPS = {"cnn": 200, "digits-28": 400}


def trained(lab: "Lab") -> Session | None:
    """The network of a lab after some steps; None where that would hold up the build."""
    return network(lab.network, lab.known, STEPS[lab.network]) if lab.network in STEPS else None


@cache
def network(name: str, classes: tuple[int, ...], steps: int, seed: int = 1) -> Session:
    """A network by its name in `cnn_core.lab.networks`, after so many steps."""
    session = Session({"network": name, "classes": classes, "seed": seed})
    session.restore(steps, _weights(name, classes, steps, seed))
    return session


def train(session: Session, until: int) -> dict[str, Any]:
    """Train it until it has made so many steps, however long that takes; returns where it is then."""
    progress: dict[str, Any] = session.describe()["progress"]
    while progress["step"] < until:
        progress = session.train(until - progress["step"], milliseconds=1e6)
    return progress


@kept
def _weights(name: str, classes: tuple[int, ...], steps: int, seed: int) -> NDArray[np.float32]:
    session = Session({"network": name, "classes": classes, "seed": seed})
    train(session, until=steps)
    return session.model.get_weights()

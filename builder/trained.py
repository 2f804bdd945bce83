"""Networks trained while the site is built, for those who read without scripts: each only once."""

from functools import cache

from builder.widgets.lab import Lab
from cnn_core.lab.session import Session

STEPS = {"cnn": 200, "digits-28": 400}


def trained(lab: Lab) -> Session | None:
    """The network of a lab after some steps; None where that would hold up the build."""
    return network(lab.network, lab.known, STEPS[lab.network]) if lab.network in STEPS else None


@cache
def network(name: str, classes: tuple[int, ...], steps: int) -> Session:
    """A network by its name in `cnn_core.lab.networks`, after so many steps from seed 1."""
    session = Session({"network": name, "classes": classes, "seed": 1})
    done = 0
    while done < steps:
        done = session.train(steps - done, milliseconds=1e6)["step"]
    return session

"""The ladder: four ways of reading the same ten digits, each said to err less than the one before."""

from dataclasses import dataclass

from cnn_core.lab.session import Session

DIGITS = tuple(range(10))
FILTERS = 8
SKETCHES = 1000
STEPS = 600


@dataclass(frozen=True)
class Rung:
    """A network, and how it is trained; all else is the same for all rungs.

    Attributes:
        name: for files and scripts.
        title: for the reader.
        network: its name among `NETWORKS`.
        augmentation: whether each sketch is moved anew whenever it is learned from.
        learning_rate: Adam's.
    """

    name: str
    title: str
    network: str
    augmentation: str = "none"
    learning_rate: float = 0.003

    def settings(self, seed: int, sketches: int = SKETCHES) -> dict[str, object]:
        """What a session of it is made of."""
        return {
            "network": self.network,
            "augmentation": self.augmentation,
            "learning_rate": self.learning_rate,
            "filters": FILTERS,
            "classes": list(DIGITS),
            "sketches": sketches,
            "seed": seed,
        }

    def climb(self, seed: int, sketches: int = SKETCHES, steps: int = STEPS) -> Session:
        """Train it, and return the laboratory that it was trained in."""
        session = Session(self.settings(seed, sketches))
        done = 0
        while done < steps:
            done = session.train(steps - done, milliseconds=1e6)["step"]
        return session


RUNGS = (
    Rung("linear", "Linear", "linear-28"),
    Rung("mlp", "Perceptron", "mlp-28"),
    Rung("cnn", "CNN", "cnn-28"),
    Rung("augmented", "CNN, augmented", "cnn-28", "move"),
)

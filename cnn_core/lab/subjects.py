"""What a look into the network goes by: a held-out sketch, the reader's drawing, or a batch."""

from dataclasses import dataclass
from typing import Literal

from cnn_core.lab.networks import Images, Labels

Kind = Literal["sample", "drawing", "batch"]
Split = Literal["train", "test", "drawn"]


@dataclass(frozen=True)
class Subject:
    """What the network is shown.

    Attributes:
        kind: "sample" for a held-out sketch, "drawing" for the reader's, "batch" for sketches trained on.
        images: (n, size, size, channels), n being 1 except for a batch.
        labels: (n,), the index of the right class of each; None for a drawing that the reader hasn't named.
    """

    kind: Kind
    images: Images
    labels: Labels | None

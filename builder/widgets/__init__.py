"""The directives of a lesson: one model each here, one template each in site/templates/widgets/.

A new one is a class in a module of its own, its line in WIDGETS, and `<name>.html` among the templates.
"""

from builder.widgets.backward import Backward
from builder.widgets.base import Container, Markdown, Site, Widget
from builder.widgets.collection import Collection
from builder.widgets.compare import Compare
from builder.widgets.confusion import Confusion
from builder.widgets.controls import Controls
from builder.widgets.convolution import Convolution
from builder.widgets.depth import Depth
from builder.widgets.equivariance import Equivariance
from builder.widgets.excites import Excites
from builder.widgets.exercise import Exercise
from builder.widgets.gap import Gap
from builder.widgets.lab import Lab
from builder.widgets.ladder import Ladder
from builder.widgets.mistakes import Mistakes
from builder.widgets.network import Network
from builder.widgets.occlusion import Occlusion
from builder.widgets.parameters import Parameters
from builder.widgets.pooling import Pooling
from builder.widgets.questions import Question
from builder.widgets.race import Race
from builder.widgets.receptive_field import ReceptiveField
from builder.widgets.residual import Residual
from builder.widgets.rhythm import Rhythm
from builder.widgets.shapes import Shapes
from builder.widgets.small_data import SmallData
from builder.widgets.source import SourceCode
from builder.widgets.storage import Storage
from builder.widgets.story import Story

WIDGETS: dict[str, type[Widget]] = {
    "backward": Backward,
    "collection": Collection,
    "compare": Compare,
    "confusion": Confusion,
    "controls": Controls,
    "convolution": Convolution,
    "depth": Depth,
    "equivariance": Equivariance,
    "excites": Excites,
    "exercise": Exercise,
    "gap": Gap,
    "lab": Lab,
    "ladder": Ladder,
    "mistakes": Mistakes,
    "network": Network,
    "occlusion": Occlusion,
    "parameters": Parameters,
    "pooling": Pooling,
    "question": Question,
    "race": Race,
    "receptive-field": ReceptiveField,
    "residual": Residual,
    "rhythm": Rhythm,
    "shapes": Shapes,
    "small-data": SmallData,
    "source": SourceCode,
    "storage": Storage,
    "story": Story,
}

# Their bodies are markdown, not YAML.
CONTAINERS = ("example", "goals", "note", "takeaways")

__all__ = ["CONTAINERS", "WIDGETS", "Container", "Markdown", "Site", "Widget"]

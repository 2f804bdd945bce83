"""What a page asks of a reader's code, by the commands of `site/js/protocol.d.ts`."""

from collections.abc import Sequence
from typing import Any

from cnn_core.live.cells import Cells
from cnn_core.live.checking import Place, check_layer
from cnn_core.live.exercises import try_exercise
from cnn_core.live.output import Tell
from cnn_core.live.sources import source_of


class Live:
    """The code of one page."""

    def __init__(self) -> None:
        self._cells = Cells()

    def handle(
        self, command: str, arguments: dict[str, Any], tell: Tell, places: Sequence[Place]
    ) -> dict[str, Any]:
        """Carry out a command.

        Args:
            command: its name.
            arguments: its arguments, by name.
            tell: hears what the code says while it runs.
            places: the layers of the laboratory that "check" is about, with the shapes of their inputs.
        """
        match command:
            case "run":
                return self._cells.run(**arguments, tell=tell)
            case "source":
                return source_of(**arguments)
            case "check":
                return check_layer(**arguments, places=places)
            case "test":
                return try_exercise(**arguments, tell=tell)
        raise ValueError(f"unknown command {command!r}")

"""What `make report` measured, as pages quote it."""

import json
from pathlib import Path
from typing import Any

REPORT = Path(__file__).parent.parent / "tests" / "bench" / "results" / "report.json"


def measured(path: str) -> Any:
    """What the report holds at a path: `measured("lesson.handwriting.mean")`.

    Raises:
        ValueError: there is no such figure.
    """
    found = json.loads(REPORT.read_text(encoding="utf-8"))
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            raise ValueError(f"no figure {path!r} in {REPORT.name}: `make report` measures them")
        found = found[key]
    return found

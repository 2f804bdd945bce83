"""Write Pyodide's lock file for the packages of the bundle, checked by pyodide-lock. Run by `target.mjs`."""

import json
from pathlib import Path

from pyodide_lock import PyodideLockSpec


def write_lock(given: str) -> str:
    """Return the lock file's text.

    Raises:
        Exception: what is given is not a lock file's content, or a package needs one that isn't there.
    """
    source, made = Path("given.json"), Path("made.json")
    source.write_text(given)
    spec = PyodideLockSpec.from_json(source)
    spec.check_wheel_filenames()
    for package in spec.packages.values():
        missing = set(package.depends) - set(spec.packages)
        if missing:
            raise ValueError(f"{package.name} needs {', '.join(sorted(missing))}")
    spec.to_json(made)
    return json.dumps(json.loads(made.read_text()))

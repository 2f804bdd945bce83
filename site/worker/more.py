"""Fetch Python's other modules when one of them is first imported. Run once by the worker, at its start.

What a session of the course imports is there at once; code that a reader writes may import any module.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class MoreModules:
    """Finds nothing itself: puts all that is missing where the usual finder looks, and asks it again."""

    def __init__(self, names: Sequence[str], fetch: Callable[[], str]) -> None:
        self._names, self._fetch = frozenset(names), fetch

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._names:
            return None
        if problem := self._fetch():
            raise ImportError(f"{name} is fetched when it is first asked for. {problem}", name=name)
        self._names = frozenset()
        sys.path_importer_cache.clear()  # of what the usual finder saw in its folders
        return PathFinder.find_spec(name, path, target)


def add_modules(names: Sequence[str], fetch: Callable[[], str]) -> None:
    """Let the modules `names` be found. `fetch` puts them in place, or returns what went wrong."""
    sys.meta_path.insert(sys.meta_path.index(PathFinder) + 1, MoreModules(names, fetch))

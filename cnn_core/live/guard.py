"""What a reader's code changes in the library holds for that code alone.

A cell may put a function of its own in place of one of the library's; the laboratories on the page must not
be changed by that behind the reader's back. So what was changed is noted when the cell ends and put back, and
put in place again while the next cell runs.
"""

import builtins
import sys
from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

from cnn_core import backends

LIBRARY = "cnn_core"
ALSO = ("io", "json", "math", "numpy", "numpy.linalg", "numpy.random", "time")

Change: TypeAlias = tuple[Any, str, str, Any]
"""An owner (a module, a class, a function or a table), its name, which of its names, and the value."""

vars_of_builtins = vars(builtins)  # at hand when `vars` itself is not to be trusted
_MISSING: Any = object()
_FUNCTION = ("__code__", "__defaults__", "__kwdefaults__")


class Guard:
    """The changes that the code of one page has made: `with guard:` they hold, and others can be made.

    What was done to Python's own functions holds until the end, and not again: Python itself stands on them.
    """

    def __init__(self) -> None:
        self._changes: list[Change] = []

    def __enter__(self) -> None:
        self._before = _Snapshot()
        self._limit, self._trace, self._profile = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()
        for owner, _, name, value in self._changes:
            if owner is not builtins:
                _put(owner, name, value)

    def __exit__(self, *_: object) -> None:
        # No generator with @contextmanager: what that is made of may be broken now.
        self._changes = self._before.put_back()
        sys.setrecursionlimit(self._limit)
        sys.settrace(self._trace)
        sys.setprofile(self._profile)

    @property
    def changed(self) -> list[str]:
        """Names of what the code has changed, less what choosing a backend does."""
        own = [*backends.references.values()]
        for table in backends._tables.values():
            own += table.values()
        return [
            f"{where}.{name}"
            for _, where, name, value in self._changes
            if not any(value is one for one in own) and f"{where}.{name}" != f"{backends.__name__}._active"
        ]


class _Snapshot:
    """The contents of the library's modules, classes, functions and tables."""

    def __init__(self) -> None:
        self._modules = {
            name: module
            for name, module in list(sys.modules.items())
            if name in ALSO or name == LIBRARY or name.startswith(f"{LIBRARY}.")
        }
        self._builtins = {**vars(builtins)}
        self._contents: list[tuple[Any, str, dict[str, Any]]] = []
        for name, module in self._modules.items():
            self._take(module, name, vars(module))
            if name in ALSO:
                continue
            for key, value in list(vars(module).items()):
                self._look_into(value, name, f"{name}.{key}")

    def _look_into(self, value: Any, module: str, name: str) -> None:
        if isinstance(value, FunctionType) and value.__module__ == module:
            self._contents.append((value, name, {key: getattr(value, key) for key in _FUNCTION}))
        elif isinstance(value, type) and value.__module__ == module:
            self._take(value, name, vars(value))
            for key, method in vars(value).items():
                if isinstance(method, FunctionType):
                    self._look_into(method, method.__module__, f"{name}.{key}")
        elif isinstance(value, dict) and not name.rpartition(".")[2].startswith("__"):
            self._take(value, name, value)
            for key, inner in value.items():
                if isinstance(inner, dict):
                    self._take(inner, f"{name}[{key!r}]", inner)

    def _take(self, owner: Any, name: str, contents: Mapping[Any, Any]) -> None:
        self._contents.append((owner, name, dict(contents)))

    def put_back(self) -> list[Change]:
        """Make everything what it was; return what was not."""
        names = vars_of_builtins
        changed = {**names}
        names.update(self._builtins)  # first: what follows is made of them
        found: list[Change] = [
            (builtins, "builtins", name, value)
            for name, value in changed.items()
            if value is not self._builtins.get(name, value)
        ]
        for owner, where, before in self._contents:
            now = _contents(owner)
            for name in {**before, **now}:
                value = now.get(name, _MISSING)
                if value is before.get(name, _MISSING) or str(name).startswith("__annot"):
                    continue
                # A submodule that was imported is found in its package from then on.
                if name not in before and isinstance(value, ModuleType):
                    continue
                found.append((owner, where, name, value))
        contents = {id(owner): before for owner, _, before in self._contents} | {id(builtins): self._builtins}
        for owner, _, name, _ in found:
            _put(owner, name, contents[id(owner)].get(name, _MISSING))
        sys.modules.update(self._modules)
        return found


def _contents(owner: Any) -> Mapping[Any, Any]:
    if isinstance(owner, dict):
        return owner
    if isinstance(owner, FunctionType):
        return {key: getattr(owner, key) for key in _FUNCTION}
    contents: Mapping[Any, Any] = vars(owner)
    return contents


def _put(owner: Any, name: str, value: Any) -> None:
    if isinstance(owner, dict):
        if value is _MISSING:
            owner.pop(name, None)
        else:
            owner[name] = value
    elif value is not _MISSING:
        setattr(owner, name, value)
    elif name in vars(owner):
        delattr(owner, name)

"""Files and folders that are either whole or not there."""

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Of Linux: AT_FDCWD and RENAME_EXCHANGE.
_HERE = -100
_EXCHANGE = 2


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        try:
            file.write(content)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of `folder` when the block ends well.

    One build at a time: a second one waits. What an interrupted build left behind is cleared away.

    Raises:
        FileExistsError: `folder` holds something else than a built site.
    """
    folder = folder.absolute()
    if (
        folder.exists()
        and not (folder / ".nojekyll").exists()
        and (folder.is_file() or any(folder.iterdir()))
    ):
        raise FileExistsError(f"{folder} is not a site built here: it won't be replaced")
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = folder.parent / f".{folder.name}-old"
    with locked(folder.parent / f".{folder.name}-lock"):
        if old.exists() and not folder.exists():
            old.rename(folder)
        work = folder.parent / f".{folder.name}-building"
        for left in (old, work):
            shutil.rmtree(left, ignore_errors=True)
        work.mkdir()
        try:
            yield work
            _swap(work, folder, old)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


def _swap(new: Path, folder: Path, old: Path) -> None:
    if folder.exists() and _exchange(new, folder):
        return
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places, so that at no moment there is none; whether the system can do that."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):  # not on Linux, or with an old libc
        return False
    failed: int = renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return failed == 0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other process is in such a block of the same path, nor a tool that was called in it.

    A process that is killed leaves its tools at work: those that `builder.node` calls share the lock until
    they end.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR)
    os.set_inheritable(descriptor, True)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

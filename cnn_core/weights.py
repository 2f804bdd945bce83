"""First weights, and weights in `.npz` files."""

import io
import zipfile
from collections.abc import Mapping
from contextlib import nullcontext
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.errors import WeightsError
from cnn_core.shapes import count

File: TypeAlias = str | PathLike[str] | BinaryIO
OVERHEAD = 2048  # bytes that an array takes in a file besides its numbers, in names and headers: ample


def he_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw a kernel such that, with ReLU after it, values neither grow nor shrink from layer to layer.

    Normal with mean 0 and variance 2 / fan_in, where fan_in is the number of inputs that one output sums
    over: all axes of `shape` but the last. From He, Zhang, Ren & Sun, "Delving Deep into Rectifiers" (2015),
    equation 10. Keras's default, Glorot's, does not take the half that ReLU cuts off into account.

    Example:
        >>> he_normal((3, 3, 1, 4), np.random.default_rng(1)).shape
        (3, 3, 1, 4)
    """
    fan_in = count(shape[:-1])
    return rng.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)


def save(params: Mapping[str, Array], file: File) -> None:
    """Write `params` to an `.npz` file. The same parameters give the same bytes.

    Raises:
        WeightsError: when a parameter is not finite; then nothing is written.
    """
    for name, param in params.items():
        if not np.isfinite(param).all():
            raise WeightsError(f"{name} holds numbers that are not finite; such a file could not be loaded")
    buffer = io.BytesIO()
    arrays: dict[str, Any] = dict(params)
    np.savez(buffer, **arrays)
    if isinstance(file, str | PathLike):
        Path(file).write_bytes(buffer.getvalue())
    else:
        file.write(buffer.getvalue())


def load(file: File, params: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays of a file that `save` wrote, for a network with `params`.

    The file is not trusted. No more is read or unpacked than a network with `params` can need, and nothing is
    unpickled.

    Raises:
        WeightsError: when the file is damaged, or its names, shapes or numbers can't be those of such a
            network.
    """
    largest = OVERHEAD + sum(_largest_entry(param) for param in params.values())
    with Path(file).open("rb") if isinstance(file, str | PathLike) else nullcontext(file) as opened:
        content = opened.read(largest + 1)
    if len(content) > largest:
        raise WeightsError(f"the file is of another network: this one's has at most {largest} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_archive(archive, params)
    except WeightsError:
        raise
    except Exception as error:  # a damaged archive can raise a dozen kinds, from zlib.error to struct.error
        raise WeightsError(f"not an .npz file, or a damaged one: {error}") from error


def _largest_entry(param: Array) -> int:
    return 8 * param.size + OVERHEAD


def _read_archive(archive: zipfile.ZipFile, params: Mapping[str, Array]) -> dict[str, Array]:
    entries = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
    if entries.keys() != params.keys() or len(entries) < len(archive.infolist()):
        found = ", ".join(entry.filename for entry in archive.infolist()) or "nothing"
        raise WeightsError(f"the file is of another network: expected {', '.join(params)}; got {found}")
    loaded = {}
    for name, param in params.items():
        if entries[name].file_size > _largest_entry(param):
            raise WeightsError(f"the file is of another network: {name} is too large")
        loaded[name] = _read_array(name, archive.read(entries[name]), param)
    return loaded


def _read_array(name: str, content: bytes, param: Array) -> Array:
    """Return the array of one `.npy` file, whose header is judged before anything is allocated for it."""
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise WeightsError(f"{name} is in version {version} of the .npy format; expected (1, 0)")
    shape, in_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    if shape != param.shape:
        raise WeightsError(
            f"the file is of another network: {name} has shape {shape}; expected {param.shape}"
        )
    if dtype.kind != "f" or dtype.itemsize > 8:
        raise WeightsError(f"{name} holds {dtype} numbers; expected {param.dtype}")
    values = np.frombuffer(stream.read(), dtype)
    if values.size != param.size:
        raise WeightsError(f"{name} holds {values.size} numbers; expected {param.size}")
    with np.errstate(over="ignore"):
        array: Array = values.reshape(shape, order="F" if in_columns else "C").astype(param.dtype)
    if not np.isfinite(array).all():
        raise WeightsError(f"{name} holds numbers that are not finite")
    return array

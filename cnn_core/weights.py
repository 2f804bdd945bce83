"""First weights, and weights in `.npz` files."""

import io
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.errors import WeightsError
from cnn_core.shapes import count

File: TypeAlias = str | PathLike[str] | BinaryIO
ENTRY_OVERHEAD = (
    2048  # bytes of an archive that an array takes besides its numbers: headers and names, generously
)


def he_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw a kernel whose outputs vary as much as its inputs do, when ReLU follows.

    Normal with mean 0 and variance 2 / fan_in, where fan_in is the number of inputs that one output sums over: all
    axes of `shape` but the last. From He, Zhang, Ren & Sun, "Delving Deep into Rectifiers" (2015), equation 10.
    Keras's own default is Glorot's, which takes no account of ReLU.

    Example:
        >>> he_normal((3, 3, 1, 4), np.random.default_rng(1)).shape
        (3, 3, 1, 4)
    """
    fan_in = count(shape[:-1])
    return rng.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)


def save(params: Mapping[str, Array], file: File) -> None:
    """Write `params` to an `.npz` file; the same parameters give the same bytes.

    Raises:
        WeightsError: when a parameter is not finite; nothing is written.
    """
    for name, param in params.items():
        if not np.isfinite(param).all():
            raise WeightsError(f"{name} is not finite, and would be refused when loaded")
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **dict(params))
    if isinstance(file, str | PathLike):
        Path(file).write_bytes(buffer.getvalue())
    else:
        file.write(buffer.getvalue())


def load(file: File, params: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays of a file that `save` wrote, for a network with `params`.

    The file is not trusted: no more of it is read, and no more unpacked, than such a network's weights can take, and
    nothing is unpickled.

    Raises:
        WeightsError: when the file is damaged, or its names, shapes or numbers are not those of such a network.
    """
    largest = sum(param.size * 8 + ENTRY_OVERHEAD for param in params.values()) + ENTRY_OVERHEAD
    if isinstance(file, str | PathLike):
        with open(file, "rb") as opened:
            content = opened.read(largest + 1)
    else:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise WeightsError(f"the file is larger than one of this network's can be, {largest} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_archive(archive, params)
    except WeightsError:
        raise
    except Exception as error:  # a damaged archive raises a dozen kinds, from zlib.error to struct.error
        raise WeightsError(f"not a readable .npz file: {error}") from error


def _read_archive(archive: zipfile.ZipFile, params: Mapping[str, Array]) -> dict[str, Array]:
    entries = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    missing = [name for name in params if name not in entries]
    foreign = [name for name in entries if name not in params]
    if missing or foreign or len(entries) != len(archive.infolist()):
        found = ", ".join(info.filename for info in archive.infolist()[:20])
        raise WeightsError(
            f"the file is of another network: expected {', '.join(params)}; it holds {found or 'nothing'}"
        )
    loaded = {}
    for name, param in params.items():
        if entries[name].file_size > param.size * 8 + ENTRY_OVERHEAD:
            raise WeightsError(f"{name} takes {entries[name].file_size} bytes; {param.size} numbers can't")
        loaded[name] = _read_array(name, archive.read(entries[name]), param)
    return loaded


def _read_array(name: str, content: bytes, param: Array) -> Array:
    """Return the array of one `.npy` entry. The header is looked at before anything is allocated for it."""
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise WeightsError(f"{name} is in .npy format {version}; expected (1, 0)")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(stream)
    if shape != param.shape:
        raise WeightsError(
            f"the file is of another network: {name} has shape {shape}; expected {param.shape}"
        )
    if dtype.kind != "f" or dtype.itemsize > 8:
        raise WeightsError(f"{name} holds {dtype}; expected floating-point numbers")
    values = np.frombuffer(stream.read(), dtype)
    if len(values) != param.size:
        raise WeightsError(f"{name} holds {len(values)} numbers; expected {param.size}")
    with np.errstate(over="ignore"):
        array: Array = values.reshape(shape, order="F" if fortran_order else "C").astype(param.dtype)
    if not np.isfinite(array).all():
        raise WeightsError(f"{name} holds numbers that are not finite")
    return array

"""Pictures as PNG files, with nothing but the standard library."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of pixels (h, w, 3), red, green and blue.

    Source: the PNG specification, third edition. A signature, then chunks: length, name, content, checksum.
    """
    height, width, channels = pixels.shape
    if channels != 3:
        raise ValueError(f"expected pixels of shape (h, w, 3), got {pixels.shape}")
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # eight bits each of RGB, not interlaced
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = pixels.reshape(height, -1)
    content = zlib.compress(rows.tobytes(), 9)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", content), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

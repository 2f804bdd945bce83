"""A server whose files can be made to fail, as files on the way to a reader do."""

import socket
import threading
import time
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Literal, get_args
from urllib.parse import urlsplit

from builder.server import Handler, SiteServer

Kind = Literal["missing", "truncated", "broken", "damaged", "stalled", "slow"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PIECES = 12  # of a slow file


@dataclass
class Faults:
    """What is to go wrong, by the files' names: `faults.cause("missing", "libraries.wasm")`.

    `stalled` are the files that have sent their first half and nothing more.
    """

    _kinds: dict[str, Kind] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    stalled: set[str] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)

    def cause(self, kind: Kind, pattern: str) -> None:
        """From now on.

        missing: 404. truncated: its first half, as if that were all. broken: its first half, and the
        connection breaks off. damaged: as long as it should be, with other bytes in it. stalled: its first
        half, then nothing more. slow: all of it, piece by piece.
        """
        self._kinds[pattern] = kind

    def mend(self) -> None:
        """All is well again; what was stalled goes on."""
        self._kinds.clear()
        self.stalled.clear()
        self.released.set()
        self.released = threading.Event()

    def of(self, name: str) -> Kind | None:
        return next((kind for pattern, kind in self._kinds.items() if fnmatch(name, pattern)), None)


class FaultyServer(SiteServer):
    faults: Faults

    def __init__(self, folder: Path, base_path: str) -> None:
        self.faults = Faults()
        super().__init__(folder, base_path=base_path, handler=FaultyHandler)


class FaultyHandler(Handler):
    server: FaultyServer

    def do_GET(self) -> None:
        name = PurePosixPath(urlsplit(self.path).path).name
        faults = self.server.faults
        faults.requested.append(name)
        kind = faults.of(name)
        if kind is None:
            super().do_GET()
        elif kind == "missing":
            self.send_error(404)
        else:
            self._send(name, kind, faults)

    def _send(self, name: str, kind: Kind, faults: Faults) -> None:
        path = Path(self.translate_path(urlsplit(self.path).path))
        content = path.read_bytes()
        half = len(content) // 2
        if kind == "damaged":
            # In a script no text, in a WebAssembly module no code: neither means anything any more.
            content = content[:half] + bytes(255 - byte for byte in content[half:])
        elif kind == "truncated":
            content = content[:half]
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if kind == "slow":
            for i in range(PIECES):
                self.wfile.write(content[i * len(content) // PIECES : (i + 1) * len(content) // PIECES])
                self.wfile.flush()
                time.sleep(0.02)
            return
        if kind in ("stalled", "broken"):
            self.wfile.write(content[:half])
            self.wfile.flush()
            if kind == "broken":
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            faults.stalled.add(name)
            faults.released.wait(120)
            content = content[half:]
        self.wfile.write(content)

"""A server whose files can be made to fail, as files on the way to a reader do."""

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from builder.server import Handler, SiteServer

Kind = Literal["missing", "damaged", "truncated", "stalled"]


@dataclass
class Faults:
    """What is to go wrong, by the files' names: `faults.cause("missing", "numpy.wasm")`."""

    _kinds: dict[str, Kind] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def cause(self, kind: Kind, pattern: str) -> None:
        """From now on.

        missing: 404. damaged: as long as it should be, with other bytes in it.
        truncated: its first half, as if that were all. stalled: its first half, then nothing more.
        """
        self._kinds[pattern] = kind

    def mend(self) -> None:
        """All is well again; what was stalled goes on."""
        self._kinds.clear()
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
            self._send(Path(self.translate_path(self.path)), kind, faults)

    def _send(self, path: Path, kind: Kind, faults: Faults) -> None:
        content = path.read_bytes()
        half = len(content) // 2
        if kind == "damaged":
            content = (
                content[:half]
                + bytes(255 - byte for byte in content[half : half + 64])
                + content[half + 64 :]
            )
        elif kind == "truncated":
            content = content[:half]
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if kind == "stalled":
            self.wfile.write(content[:half])
            self.wfile.flush()
            faults.released.wait(120)
            content = content[half:]
        self.wfile.write(content)

"""A server in a process of its own, so that stopping it leaves no open connection that still answers."""

import subprocess
import sys
from pathlib import Path

SERVE = """
import sys
from pathlib import Path
from builder.server import SiteServer
server = SiteServer(Path(sys.argv[1]), port=int(sys.argv[2]), base_path=sys.argv[3])
print(server.url, flush=True)
server.serve_forever()
"""


class SiteProcess:
    """Serves a folder until stopped, and from the same address when started again."""

    def __init__(self, folder: Path, base_path: str) -> None:
        self._folder, self._base_path, self._port = folder, base_path, 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", SERVE, str(self._folder), str(self._port), self._base_path]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        self._port = int(self.url.split(":")[2].split("/")[0])

    def stop(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()

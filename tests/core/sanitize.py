"""Run the kernels' tests under AddressSanitizer and UndefinedBehaviorSanitizer: `make sanitize`.

Needs a C compiler that has both (Debian: apt-get install gcc); zig's brings no AddressSanitizer.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cnn_core.kernels.build import FILES, HERE

ROOT = HERE.parent.parent
FLAGS = ("-std=c11", "-O1", "-g", "-fPIC", "-shared", "-fno-omit-frame-pointer")
SANITIZE = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def main() -> int:
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        print("sanitize: no C compiler found; on Debian: apt-get install gcc", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        shutil.copytree(ROOT / "cnn_core", copy / "cnn_core", ignore=shutil.ignore_patterns("*.so"))
        shutil.copytree(ROOT / "tests" / "core", copy / "tests" / "core")
        shutil.copy(ROOT / "tests" / "conftest.py", copy / "tests")
        library = copy / "cnn_core" / "kernels" / FILES["native"]
        sources = sorted(map(str, HERE.glob("*.c")))
        subprocess.run([compiler, *FLAGS, *SANITIZE, *sources, "-o", str(library)], check=True)
        runtime = subprocess.run(
            [compiler, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True
        ).stdout.strip()
        environment = {
            **os.environ,
            "LD_PRELOAD": runtime,
            "ASAN_OPTIONS": "detect_leaks=0",  # Python keeps what it allocates
            "PYTHONPATH": str(copy),
            "OMP_NUM_THREADS": "1",
        }
        tests = str(copy / "tests" / "core" / "test_kernels.py")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--capture=sys", tests]
        return subprocess.run(command, cwd=copy, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

"""Under which conditions something was measured."""

import platform
from datetime import UTC, datetime
from pathlib import Path

import numpy as np


def conditions(command: str, chromium: str) -> dict[str, str]:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    machine = f"{models[0]}, {len(models)} cores" if models else platform.processor()
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{machine}, {platform.system()} {platform.machine()}",
        "command": command,
        "versions": f"Chromium {chromium}, Python {platform.python_version()}, NumPy {np.__version__}",
    }

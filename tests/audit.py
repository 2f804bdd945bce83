"""Asks the advisory services whether anything that is pinned here is known to be vulnerable: `make audit`.

Ends with 0 if nothing is, with 1 if something is, and with 2 if a service can't be reached: then nothing is
known either way. Not among the tests: what it says changes without any change here.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NPM = ["npm", "audit", "--json"]
PYTHON = ["uv", "tool", "run", "pip-audit", "--requirement", "{file}", "--require-hashes", "--disable-pip"]
PYTHON += ["--format", "json", "--progress-spinner", "off"]
REQUIREMENTS = ("requirements-dev.txt", "requirements-node.txt")


def of_npm(text: str) -> list[str] | None:
    """What npm's answer names, each with how bad it is; None if it is no answer."""
    answer = _json(text)
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        return None
    return [f"{name}: {found['severity']}" for name, found in sorted(answer["vulnerabilities"].items())]


def of_pip_audit(text: str) -> list[str] | None:
    """What pip-audit's answer names, each with its advisories; None if it is no answer."""
    answer = _json(text)
    if not isinstance(answer, dict) or "dependencies" not in answer:
        return None
    return [
        f"{one['name']} {one.get('version', '')}: {', '.join(found['id'] for found in one['vulns'])}"
        for one in answer["dependencies"]
        if one.get("vulns")
    ]


def told(what: str, found: list[str] | None, said: str) -> tuple[int, str]:
    """How the program ends for this, and what it says."""
    if found is None:
        errors = [line for line in said.splitlines() if "error" in line.lower()]
        why = errors[0].strip() if errors else "it gave no answer"
        return 2, f"{what}: NOT CHECKED, the advisory service can't be reached or used here: {why}"
    if found:
        return 1, "\n  ".join([f"{what}: {len(found)} known to be vulnerable", *found])
    return 0, f"{what}: nothing known."


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _run(command: Sequence[str]) -> tuple[str, str]:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    return done.stdout, done.stderr or done.stdout


def main() -> int:
    results = []
    answer, said = _run(NPM)
    results.append(told("npm, package-lock.json", of_npm(answer), said))
    for name in REQUIREMENTS:
        answer, said = _run([part.format(file=name) for part in PYTHON])
        results.append(told(f"PyPI, {name}", of_pip_audit(answer), said))
    for _, words in results:
        print(words)
    ends = [end for end, _ in results]
    return 1 if 1 in ends else max(ends)


if __name__ == "__main__":
    sys.exit(main())

"""What holds for all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

BASE_PATH = "/some/sub/path/"
WORKER = os.environ.get("PYTEST_XDIST_WORKER")  # the name of this process, where tests run in several

# Many small matrices: threads of their own would only get in one another's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all tests that look at it, to be served from BASE_PATH."""
    from builder.building import build  # not for those who test the library alone
    from builder.files import locked

    folder = tmp_path_factory.getbasetemp()
    if WORKER:
        folder = folder.parent  # which all workers share
    out = folder / "site" / "dist"
    out.parent.mkdir(exist_ok=True)
    with locked(folder / "site.lock"):
        if not out.exists():
            build(out, base_path=BASE_PATH)
    return out

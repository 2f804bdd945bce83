"""Fixtures for the library's tests."""

from collections.abc import Iterator

import pytest

from cnn_core import backend, backends, use_backend


@pytest.fixture(scope="module", params=sorted(backends._tables))
def each_backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a module's tests once with every backend there is here."""
    before = backend()
    use_backend(request.param)
    yield request.param
    use_backend(before)

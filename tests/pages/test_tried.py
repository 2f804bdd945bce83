"""The table of what is tried says no more than is true, and not much less."""

from pathlib import Path

from tests import tried


def test_what_is_said_to_be_tried_is(dist: Path) -> None:
    stated, rows = tried.stated(), tried.rows(dist)
    assert set(stated) == {row.what for row in rows}, "run `python -m tests.tried`"
    for row in rows:
        assert 0.75 * row.count <= stated[row.what] <= row.count, f"{row}: run `python -m tests.tried`"
        assert (tried.ROOT / row.where).exists()

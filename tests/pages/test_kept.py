from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from builder import kept as module
from builder.kept import kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "_state", lambda: "now")
    return tmp_path


class Counting:
    """A computation that counts how often it is made, as every build's function object is a new one."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, numbers: list[int], power: int) -> NDArray[np.float64]:
        @kept
        def powers(numbers: list[int], power: int) -> NDArray[np.float64]:
            self.times += 1
            return np.array(numbers, float) ** power

        return powers(numbers, power)


def test_kept_computes_once_for_each_arguments(folder: Path) -> None:
    powers = Counting()
    for _ in range(3):
        np.testing.assert_array_equal(powers([2, 3], 2), [4.0, 9.0])
    assert powers.times == 1
    np.testing.assert_array_equal(powers([2, 3], 3), [8.0, 27.0])
    assert powers.times == 2
    assert len(list((folder / "now").iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_kept_computes_anew_what_is_damaged(folder: Path, content: bytes) -> None:
    powers = Counting()
    powers([2], 2)
    (file,) = (folder / "now").iterdir()
    file.write_bytes(content)
    np.testing.assert_array_equal(powers([2], 2), [4.0])
    np.testing.assert_array_equal(powers([2], 2), [4.0])
    assert powers.times == 2


def test_kept_computes_anew_when_the_sources_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    powers = Counting()
    powers([2], 2)
    monkeypatch.setattr(module, "_state", lambda: "later")
    np.testing.assert_array_equal(powers([2], 2), [4.0])
    assert powers.times == 2
    assert [path.name for path in folder.iterdir()] == ["later"]  # what can't be asked for again is gone


def test_the_state_names_every_source_of_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cnn_core/kernels").mkdir(parents=True)
    (tmp_path / "builder").mkdir()
    source = tmp_path / "cnn_core/kernels/contract.c"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    states = []
    for text in ("one", "other", "one"):
        source.write_text(text)
        module._state.cache_clear()
        states.append(module._state())
    module._state.cache_clear()
    assert states[0] == states[2] != states[1]

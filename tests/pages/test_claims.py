"""What lessons say in words about measured figures holds for the figures that are there now.

Numbers in the prose follow a new measurement by themselves; sentences about which is larger don't.
"""

from typing import Any

import pytest

from builder.figures import change_by_a_move, pairs, wins
from builder.measured import measured


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    found: dict[str, Any] = measured("small_data")
    return found


class TestWhyConvolutions:
    def test_all_know_twenty_sketches_by_heart(self, report: dict[str, Any]) -> None:
        assert all(network["20"]["train"] > 0.99 for network in report["moved"].values())

    def test_the_cnn_beats_a_perceptron_of_its_size(self, report: dict[str, Any]) -> None:
        assert wins("moved", "cnn", "mlp") > 0.9 * pairs()
        moved = report["moved"]
        assert moved["cnn"]["100"]["mean"] > moved["mlp"]["200"]["mean"], "worth more than twice the sketches"

    def test_the_number_of_parameters_is_not_why(self, report: dict[str, Any]) -> None:
        assert wins("moved", "mlp-wide", "mlp") > 0.8 * pairs()
        moved = report["moved"]
        assert moved["mlp-wide"]["400"]["mean"] > moved["cnn"]["400"]["mean"] - 0.01, "it has caught up"

    def test_on_centered_digits_the_seeds_overlap(self, report: dict[str, Any]) -> None:
        found = [network["50"] for network in report["centered"].values()]
        assert max(one["minimum"] for one in found) < min(one["maximum"] for one in found)

    def test_scrambled_pixels_matter_to_the_cnn_alone(self, report: dict[str, Any]) -> None:
        scrambled, moved = report["scrambled"], report["moved"]
        for name in ("mlp", "mlp-wide"):
            assert scrambled[name]["400"]["mean"] == pytest.approx(moved[name]["400"]["mean"], abs=0.02)
            assert scrambled["cnn"]["400"]["mean"] < scrambled[name]["400"]["mean"]
        assert 0.7 < moved["cnn"]["400"]["mean"] < 0.8, "about three in four"


def test_pooling_makes_a_move_matter_less_but_not_nothing() -> None:
    assert 0.2 < change_by_a_move(1) < 0.8 * change_by_a_move()

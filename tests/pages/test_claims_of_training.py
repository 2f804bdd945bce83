"""What two lessons say in words about races and depths holds for the figures that the report has now."""

from typing import Any

from builder.measured import measured
from cnn_core.lab.networks import PAIRS

DEPTHS = [2 * pairs + 2 for pairs in PAIRS]


class TestBackpropagation:
    """`“Convolutional networks train faster”` in lessons/backpropagation.md."""

    def test_all_arrive(self) -> None:
        race: dict[str, Any] = measured("race")
        for course in ("centered", "moved"):
            assert all(one["arrived"] == race["seeds"] for one in race[course].values())

    def test_on_centered_digits_both_perceptrons_are_faster(self) -> None:
        found = measured("race.centered")
        assert max(found["mlp"]["mean"], found["mlp-wide"]["mean"]) < found["cnn"]["mean"]

    def test_once_digits_move_the_cnn_needs_about_half_the_steps_of_its_size(self) -> None:
        found = measured("race.moved")
        assert 0.4 < found["cnn"]["mean"] / found["mlp"]["mean"] < 0.6
        assert found["cnn"]["most"] > found["mlp"]["fewest"], "the ranges still overlap"
        assert found["mlp-wide"]["mean"] < found["cnn"]["mean"], "and the wide one is the fastest"


class TestDeeperNetworks:
    """`What the experiment shows` in lessons/deeper-networks.md."""

    def test_plain_networks_learn_well_at_6_and_18_layers_and_mostly_not_at_all_at_66(self) -> None:
        found = measured("depth")
        assert min(found["plain-6"]["minimum"], found["plain-18"]["minimum"]) > 0.9
        assert found["plain-66"]["guessing"] > found["seeds"] / 2
        assert found["plain-66"]["train"] < 0.6, "in training they stand no better"
        assert 0 < found["plain-50"]["guessing"] < found["seeds"], "with 50 layers it is luck"
        assert found["plain-50"]["maximum"] > 0.8

    def test_residual_networks_all_learn_and_get_worse_with_depth(self) -> None:
        found = [measured(f"depth.residual-{depth}") for depth in DEPTHS]
        assert all(one["guessing"] == 0 for one in found)
        assert min(one["minimum"] for one in found) > 0.5
        assert found[1]["mean"] > found[2]["mean"] > found[3]["mean"] > found[4]["mean"]

    def test_those_that_begin_at_0_lose_nothing(self) -> None:
        found = [measured(f"depth.identity-{depth}") for depth in DEPTHS]
        assert min(one["minimum"] for one in found) > 0.93
        assert max(one["mean"] for one in found) - min(one["mean"] for one in found) < 0.03

    def test_depth_pays_a_little_only_where_skips_begin_from_0(self) -> None:
        found = {
            name: one["mean"]
            for name, one in measured("depth").items()
            if isinstance(one, dict) and "mean" in one
        }
        for name in ("plain", "residual"):
            assert found[f"{name}-66"] == min(found[f"{name}-{depth}"] for depth in DEPTHS)
        assert 0 < found["identity-34"] - found["identity-6"] < 0.05
        assert abs(found["identity-66"] - found["identity-34"]) < 0.005

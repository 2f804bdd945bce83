"""What the compiled kernels are to reach, and whether they do."""

from collections.abc import Mapping
from typing import NamedTuple


class Goal(NamedTuple):
    """A bound for a ratio of two contestants' times, and a better one to strive for."""

    task: str
    above: str
    below: str
    bound: float
    stretch: float
    at_least: bool = False


GOALS = (
    Goal("8x8", "compiled", "pytorch", 0.25, 0.15),
    Goal("28x28", "compiled", "pytorch", 0.5, 0.5),
    Goal("28x28", "convnetjs", "compiled", 50, 50, at_least=True),
    Goal("32x32x3", "compiled", "pytorch", 2.0, 1.4),
)
SGEMM_SHARE = ("28x28", 0.6)  # to strive for


def judge(times: Mapping[str, Mapping[str, float]], shares: Mapping[str, float]) -> tuple[bool, list[str]]:
    """Return whether every bound holds, and a line for each goal. What did not run keeps none."""
    lines, kept = [], True
    for goal in GOALS:
        found = times[goal.task]
        missing = {goal.above, goal.below} - set(found)
        if missing:
            kept = False
            lines.append(f"MISSING  {goal.task:<8} {' and '.join(sorted(missing))} did not run")
            continue
        ratio = found[goal.above] / found[goal.below]
        holds, reaches = (
            (ratio >= goal.bound, ratio >= goal.stretch)
            if goal.at_least
            else (ratio <= goal.bound, ratio <= goal.stretch)
        )
        kept &= holds
        sign = "≥" if goal.at_least else "≤"
        verdict = "FAILS" if not holds else "reaches" if reaches else "holds"
        lines.append(
            f"{verdict:<8} {goal.task:<8} {goal.above} / {goal.below} = {ratio:.3g}"
            f"   (bound: {sign} {goal.bound:g}, better: {sign} {goal.stretch:g})"
        )
    task, wanted = SGEMM_SHARE
    if task in shares:
        verdict = "reaches" if shares[task] >= wanted else "below"
        share = f"share of sgemm's rate = {shares[task]:.0%}"
        lines.append(f"{verdict:<8} {task:<8} {share}   (better: ≥ {wanted:.0%})")
    return kept, lines

"""Measure what the sketches are worth: `python -m tests.bench.report [--quick]`.

Networks trained on sketches alone read real handwriting (the odd-indexed images of scikit-learn's digits,
from the UCI repository); the lesson's network learns as fast as the lesson says; sketches are drawn quickly.
Prints a table and exits with 1 if a bound fails. A full run writes `results/report.json`, which the lessons
quote.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sklearn  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.datasets import load_digits  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `python tests/bench/report.py`

from cnn_core import (
    Adam,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Sequential,
    backend,
    confusion_matrix,
    evaluate,
    fit,
    sketches,
)
from cnn_core.lab.networks import NUM_TRAIN, network
from tests.bench import colors, depth, digits28, finds, ladder, race, small_data
from tests.bench.seeds import by_seed

RESULTS = Path(__file__).parent / "results" / "report.json"
FOUR, TEN = (0, 1, 2, 3), tuple(range(10))

Images = NDArray[np.float32]
Labels = NDArray[np.int64]
Results = dict[str, Any]


class Check(NamedTuple):
    """A figure as one line of the table, and whether its bound holds."""

    line: str
    bound: str
    holds: bool


def lesson_network(seed: int) -> Sequential:
    return network(filters=4, classes=4, rng=np.random.default_rng(seed))


def ten_digit_network(seed: int) -> Sequential:
    layers = [
        Conv2D(16, 3, activation="relu"),
        Conv2D(16, 3, activation="relu"),
        MaxPool2D(2),
        Flatten(),
        Dense(64, activation="relu"),
        Dense(10),
    ]
    return Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(seed))


def handwriting(classes: Sequence[int], start: int = 1, size: int = 8) -> tuple[Images, Labels]:
    """Real digits, prepared; every second image from `start` on: 1 to report, 0 to look at."""
    digits = load_digits()
    images, labels = digits.images[start::2], digits.target[start::2].astype(np.int64)
    chosen = np.isin(labels, classes)
    return sketches.prepare(images[chosen], size), labels[chosen]


def train_on_sketches(
    model: Sequential, classes: Sequence[int], *, count: int, steps: int, learning_rate: float, seed: int
) -> Sequential:
    data = sketches.digits(count, classes=classes, rng=np.random.default_rng([seed, 1]))
    rng = np.random.default_rng([seed, 2])
    for _ in fit(model, data, optimizer=Adam(learning_rate), batch_size=32, steps=steps, rng=rng):
        pass
    return model


def lesson_reads_handwriting(seeds: int, start: int = 1) -> Results:
    """Accuracies of the lesson's network on handwritten digits 0 to 3, one for each seed."""
    images, labels = handwriting(FOUR, start)
    accuracies = []
    for seed in range(seeds):
        model = lesson_network(seed)
        train_on_sketches(model, FOUR, count=8000, steps=2000, learning_rate=0.01, seed=seed)
        accuracies.append(evaluate(model, images, labels))
    return by_seed(accuracies) | {"seeds": len(accuracies), "images": len(images), "sketches": 8000}


def ten_digits_read_handwriting(seeds: int, start: int = 1) -> Results:
    """Accuracies of a larger network on all ten digits, and which it takes for which."""

    def trained(seed: int) -> Sequential:
        return train_on_sketches(
            ten_digit_network(seed), TEN, count=10_000, steps=3000, learning_rate=0.001, seed=seed
        )

    return _ten_digits([trained(seed) for seed in range(seeds)], start, 8) | {"sketches": 10_000}


def digits_28_read_handwriting(seeds: int, start: int = 1) -> Results:
    """Accuracies of the network of 28 × 28 pixels on the same images, enlarged."""
    trained = [digits28.trained_reader(seed) for seed in range(seeds)]
    return _ten_digits(trained, start, 28) | {"sketches": 24_000, "steps": 10_000}


def _ten_digits(models: Sequence[Sequential], start: int, size: int) -> Results:
    images, labels = handwriting(TEN, start, size)
    accuracies, confusions = [], np.zeros((10, 10), dtype=np.int64)
    for model in models:
        predictions = model.predict_proba(images).argmax(axis=1)
        accuracies.append(float(np.mean(predictions == labels)))
        confusions += confusion_matrix(labels, predictions, classes=10)
    recall = confusions.diagonal() / confusions.sum(axis=1)
    return by_seed(accuracies) | {
        "seeds": len(accuracies),
        "images": len(images),
        "recall": recall.round(4).tolist(),
        "confusions": confusions.tolist(),
    }


def lesson_learns(seeds: int) -> Results:
    """With the lab's defaults: the first step with 80 % of held-out sketches right, accuracy at step 500."""
    passes_80, at_500 = [], []
    for seed in range(seeds):
        data = sketches.digits(NUM_TRAIN, rng=np.random.default_rng([seed, 3]))
        test = sketches.digits(1000, rng=np.random.default_rng([seed, 4]))
        rng = np.random.default_rng([seed, 5])
        run = fit(lesson_network(seed), data, optimizer=Adam(0.01), steps=500, rng=rng, test=test)
        curve = [(progress.step, progress.test_accuracy or 0.0) for progress in run]
        passes_80.append(next((step for step, accuracy in curve if accuracy > 0.8), 10_000))
        at_500.append(curve[-1][1])
    return {
        "count": seeds,
        "passed_by_300": sum(step <= 300 for step in passes_80),
        "slowest_80": max(passes_80),
        "median_500": statistics.median(at_500),
        "minimum_500": min(at_500),
    }


def drawing_speed(repetitions: int) -> Results:
    """Milliseconds of processor time for a thousand ten-digit sketches, the best of some repetitions."""
    best = {}
    for size in (8, 28):
        times = []
        for seed in range(repetitions):
            started = time.process_time()
            sketches.digits(1000, classes=TEN, size=size, rng=np.random.default_rng(seed))
            times.append(1000 * (time.process_time() - started))
        best[f"ms_{size}"] = round(min(times), 1)
    return best


def lesson(quick: bool) -> Results:
    return {
        "handwriting": lesson_reads_handwriting(2 if quick else 5),
        "seeds": lesson_learns(4 if quick else 20),
    }


SECTIONS: dict[str, Callable[[bool], Results]] = {
    "lesson": lesson,
    "ten": lambda quick: {"handwriting": ten_digits_read_handwriting(1 if quick else 3)},
    "digits_28": lambda quick: {"handwriting": digits_28_read_handwriting(1 if quick else 3)},
    "drawing": lambda quick: drawing_speed(3 if quick else 9),
    "colors": colors.measure,
    "finds": finds.measure,
    "ladder": lambda quick: ladder.measure(handwriting(TEN, size=28), quick),
    "small_data": small_data.measure,
    "race": lambda quick: race.races(3 if quick else 20),
    "depth": lambda quick: depth.depths(2 if quick else 5),
}


def measure(quick: bool) -> Results:
    return {name: section(quick) for name, section in SECTIONS.items()}


def checks(results: Results) -> list[Check]:
    """Every figure with a bound. In a browser, up to 3 times slower, drawing may take 0.3 and 1 s."""
    four, ten = results["lesson"]["handwriting"], results["ten"]["handwriting"]
    large = results["digits_28"]["handwriting"]
    learns, drawing = results["lesson"]["seeds"], results["drawing"]
    passed = (
        f"{learns['passed_by_300']} of {learns['count']} seeds; the slowest at step {learns['slowest_80']}"
    )
    at_500 = f"median {learns['median_500']:.1%}, minimum {learns['minimum_500']:.1%}"
    return [
        Check(f"handwriting 0–3, lesson's network    {_spread(four)}", "mean ≥ 95 %", four["mean"] >= 0.95),
        Check(f"handwriting 0–9, ten-digit network   {_spread(ten)}", "mean ≥ 88 %", ten["mean"] >= 0.88),
        Check(
            f"handwriting 0–9, 28 × 28              {_spread(large)}", "mean ≥ 95 %", large["mean"] >= 0.95
        ),
        Check(
            f"passes 80 % by step 300              {passed}",
            "all",
            learns["passed_by_300"] == learns["count"],
        ),
        Check(
            f"held-out sketches at step 500        {at_500}", "median ≥ 92 %", learns["median_500"] >= 0.92
        ),
        Check(
            f"a thousand 8×8 sketches              {drawing['ms_8']} ms", "≤ 100 ms", drawing["ms_8"] <= 100
        ),
        Check(
            f"a thousand 28×28 sketches            {drawing['ms_28']} ms", "≤ 330 ms", drawing["ms_28"] <= 330
        ),
    ]


def confusion_table(confusions: Sequence[Sequence[int]], recall: Sequence[float]) -> str:
    """A line for each digit: its recall, and how often it was read as which."""
    lines = ["digit  recall   read as " + "".join(f"{digit:5d}" for digit in TEN)]
    for digit, row in enumerate(confusions):
        lines.append(f"{digit:5d}  {recall[digit]:6.1%}           " + "".join(f"{count:5d}" for count in row))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure what the sketches are worth.")
    parser.add_argument("--quick", action="store_true", help="fewer seeds, nothing written: less certain")
    parser.add_argument(
        "--only", choices=SECTIONS, metavar="SECTION", help="measure one section, and keep the others"
    )
    chosen = parser.parse_args(arguments)
    quick = chosen.quick
    conditions = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": "python -m tests.bench.report"
        + (" --quick" if quick else "")
        + (f" --only {chosen.only}" if chosen.only else ""),
        "versions": f"Python {platform.python_version()}, NumPy {np.__version__}, "
        f"scikit-learn {sklearn.__version__}, {platform.machine()}, {backend()} backend",
    }
    print("\n".join(f"{name:<9} {value}" for name, value in conditions.items()), end="\n\n", flush=True)
    if chosen.only:
        return _measure_one(chosen.only, quick, conditions)
    results = measure(quick)
    found = checks(results)
    for check in found:
        print(f"{'holds' if check.holds else 'FAILS'}  {check.line}   (bound: {check.bound})")
    ten = results["ten"]["handwriting"]
    print("\n" + confusion_table(ten["confusions"], ten["recall"]))
    if not quick:
        _write({"conditions": conditions, **results})
    return 0 if all(check.holds for check in found) else 1


def _measure_one(section: str, quick: bool, conditions: dict[str, str]) -> int:
    """Measure a section anew; its own `conditions` say when that was."""
    found = SECTIONS[section](quick)
    print(json.dumps(found, indent=2))
    if not quick:
        _write({**json.loads(RESULTS.read_text("utf-8")), section: {"conditions": conditions, **found}})
    return 0


def _write(results: Results) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _spread(figure: Results) -> str:
    by_seed = " ".join(f"{100 * accuracy:.1f}" for accuracy in figure["by_seed"])
    return f"mean {figure['mean']:.1%} ({figure['minimum']:.1%}–{figure['maximum']:.1%}; by seed {by_seed})"


if __name__ == "__main__":
    sys.exit(main())

"""The results as a Markdown table."""

from collections.abc import Mapping, Sequence

from tests.bench.readme import table
from tests.bench.steps.tasks import Task

NAMES = {
    "compiled": "**Convnets, Live: compiled, Chromium**",
    "reference": "Convnets, Live: NumPy, Chromium",
    "convnetjs": "ConvNetJS, Chromium",
    "tfjs_cpu": "TensorFlow.js cpu, Chromium",
    "numpy_native": "native NumPy, one thread",
    "pytorch": "native PyTorch, one thread",
}


def speeds(tasks: Sequence[Task], times: Mapping[str, Mapping[str, float]]) -> str:
    """Milliseconds a step, and in parentheses how many times PyTorch's time that is."""
    rows = [[title, *(_cell(times[task.name], name) for task in tasks)] for name, title in NAMES.items()]
    return table(["One step, ms (× PyTorch's)", *(task.title for task in tasks)], rows)


def ratios(tasks: Sequence[Task], times: Mapping[str, Mapping[str, float]]) -> str:
    """What the compiled kernels take of the others' times."""
    rows = []
    for title, other in (("of PyTorch's time", "pytorch"), ("of native NumPy's time", "numpy_native")):
        rows.append([title, *(_ratio(times[task.name], "compiled", other, "{:.2f} ×") for task in tasks)])
    for title, other in (("faster than ConvNetJS", "convnetjs"), ("faster than our reference", "reference")):
        rows.append([title, *(_ratio(times[task.name], other, "compiled", "{:.0f} ×") for task in tasks)])
    return table(["Compiled, in the tab", *(task.title for task in tasks)], rows)


def waits(tasks: Sequence[Task], found: Mapping[str, Mapping[str, float]]) -> str:
    """How soon the worker answers while it trains."""
    columns = ["Answers while training, ms", "a look, median", "a look, p95", "a pause, p95"]
    keys = ("inspect_median", "inspect_p95", "pause_p95")
    rows = [[task.title, *(f"{found[task.name][key]:.1f}" for key in keys)] for task in tasks]
    return table(columns, rows)


def _cell(times: Mapping[str, float], name: str) -> str:
    if name not in times:
        return "not available"
    ratio = f" ({_three_digits(times[name] / times['pytorch'])} ×)" if "pytorch" in times else ""
    return f"{_three_digits(times[name])}{ratio}"


def _three_digits(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:#.3g}"


def _ratio(times: Mapping[str, float], above: str, below: str, form: str) -> str:
    if above not in times or below not in times:
        return "–"
    return form.format(times[above] / times[below])

"""Memory stays flat while a page trains: here for a fixed number of steps, in `make soak` for two hours."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.soak import GROWTH, Sample, Soak, faults, growth

# By then the page keeps as many checkpoints as it ever will.
FROM, TO, SAMPLES = 12_000, 30_000, 6


def test_memory_stays_flat_over_a_fixed_number_of_steps(chromium: Browser, page: Page, url: str) -> None:
    soak = Soak(chromium, page, url)
    samples = []
    for i in range(SAMPLES):
        soak.beyond(FROM + i * (TO - FROM) // (SAMPLES - 1))
        samples.append(soak.sample())
    # The engine sizes its heaps by what else the machine does: over so short a time, that tells of no leak.
    assert [fault for fault in faults(samples) if not fault.startswith("process ")] == []


@pytest.mark.parametrize("name", GROWTH)
def test_what_grows_is_found(name: str) -> None:
    """A leak grows by a little with every sample; what goes up and down, or grew at the start, is none."""
    steady = dict.fromkeys(GROWTH, 100000000.0)
    leak = [Sample(i, **(steady | {name: 1e8 + i * GROWTH[name]})) for i in range(6)]
    assert len(faults(leak)) == 1
    assert faults(leak)[0].startswith(f"{name} grew by {growth(leak)[name]:,.0f}")
    bound = 0.9 * GROWTH[name]
    assert faults([Sample(i, **(steady | {name: 1e8 + bound * (i % 2)})) for i in range(9)]) == []
    assert faults([Sample(i, **(steady | {name: 1e8 + 100 * bound * (i > 0)})) for i in range(9)]) == []

"""Train for two hours in a page and see that memory stays flat: `make soak`, or for a shorter look
`python -m tests.bench.soak --minutes 10`.

Writes a line a minute, and a verdict; exits with 1 when something has grown.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.opened import opened
from tests.browser.soak import Sample, Soak, faults, growth

ROOT = Path(__file__).parents[2]
MINUTES = 120


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=MINUTES, help=f"default: {MINUTES}")
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="a built site (default: dist)")
    options = parser.parse_args(arguments)
    with opened(options.site) as (browser, url):
        samples = _watch(Soak(browser, browser.new_page(), url), options.minutes)
    found = faults(samples)
    grown = ", ".join(f"{name} {by:+,.0f}" for name, by in growth(samples).items())
    print(f"{'Memory grew' if found else 'Memory stayed flat'}: {grown}.")
    for fault in found:
        print(fault)
    return 1 if found else 0


def _watch(soak: Soak, minutes: int) -> list[Sample]:
    began = time.monotonic()
    samples: list[Sample] = []
    for minute in range(1, max(3, minutes) + 1):
        soak.page.wait_for_timeout(max(0, 1000 * (began + 60 * minute - time.monotonic())))
        soak.lab.expect_state("training")
        samples.append(soak.sample())
        one = samples[-1]
        print(
            f"{minute:4d} min  step {one.step:>12,}  page {one.page / 1e6:6.1f} MB  "
            f"process {one.process / 1e6:7.1f} MB  Python {one.objects:>9,.0f} objects",
            flush=True,
        )
    return samples


if __name__ == "__main__":
    sys.exit(main())

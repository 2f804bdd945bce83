"""How long a training step takes."""

import time
from collections import deque


class StepClock:
    """Median time of one step, timed in blocks of some ms: browsers' clocks tick in 0.1 to 1 ms."""

    def __init__(self) -> None:
        self._blocks: deque[float] = deque(maxlen=51)
        self._seconds = 0.0
        self._steps = 0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._seconds += max(0.0, time.perf_counter() - self._began)  # a browser's clock may be put back
        self._steps += 1
        if self._seconds >= 0.005:
            self._blocks.append(1000 * self._seconds / self._steps)
            self._seconds, self._steps = 0.0, 0

    @property
    def median_ms(self) -> float:
        """0 before the first step."""
        if self._blocks:
            return sorted(self._blocks)[len(self._blocks) // 2]
        return 1000 * self._seconds / max(1, self._steps)

"""Building again and again while somebody writes: in a process that keeps what lessons don't change."""

import os
import subprocess
import sys
from collections.abc import Callable

OK, FAILED = b"+", b"-"


class Follower:
    """Builds in a process of its own, which stays for the next change.

    A change of the code that builds needs a process that has read the new one; a change of lessons alone does
    not, and takes a fraction of the time.
    """

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._answers = -1

    def build(self, *, lessons_only: bool) -> bool:
        """Build, and say whether that went well."""
        if lessons_only and self._process and self._process.poll() is None and self._process.stdin:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()
        else:
            self._start()
        answer = os.read(self._answers, 1)
        if not answer and self._process:  # it did not stay
            return self._process.wait() == 0
        return answer == OK

    def close(self) -> None:
        if self._process is None:
            return
        if self._process.stdin:
            self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        os.close(self._answers)
        self._process = None

    def _start(self) -> None:
        self.close()
        self._answers, theirs = os.pipe()
        command = [*self._command, "--stay", str(theirs)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[theirs])
        os.close(theirs)


def stay(answers: int, build: Callable[[], int], build_lessons: Callable[[], int]) -> int:
    """The other side: build, then once more for each line of standard input, until it ends.

    Args:
        answers: the descriptor to tell on how each build went.
        build: makes the whole site; returns 0 if it could.
        build_lessons: makes it after a change of lessons alone.
    """
    status = build()
    os.write(answers, FAILED if status else OK)
    while sys.stdin.buffer.readline():
        status = build_lessons()
        os.write(answers, FAILED if status else OK)
    return status

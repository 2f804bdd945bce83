"""What holds for all tests."""

import os

from hypothesis import settings

# Many small matrices: threads of their own would only get in one another's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

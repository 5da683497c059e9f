"""Profiles of the property tests: a small one for every run, a large one for `make test-deep`.

A profile of Hypothesis sets how many examples a test gets by default; `examples` scales the
numbers that single tests choose for themselves, because their examples are expensive.
"""

import os

from hypothesis import settings

DEEP = os.environ.get("TEST_DEEP") == "1"
DEEP_FACTOR = 20

settings.register_profile("small", max_examples=100)
# A deep run looks for rare values, not for slow ones.
settings.register_profile("deep", max_examples=100 * DEEP_FACTOR, deadline=None, derandomize=False)
settings.load_profile("deep" if DEEP else "small")


def examples(count: int) -> int:
    """Return how many examples a test gets that has `count` in the small profile."""
    return count * DEEP_FACTOR if DEEP else count

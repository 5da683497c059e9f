"""The goals of the benchmark, as ratios within one run."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.cases import FEED, GROWING, OFFICES, SITEMAP
from tests.benchmarks.figures import Figures

SIZE_OF_GROWTH_GOAL = 100_000
# The processor time of a start in that of a stock site's start, before responses were stored.
START_BEFORE = 1.8


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A ratio and its limit; `value` is None where the run did not measure it."""

    name: str
    value: float | None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_missed(self) -> bool:
        """Return whether the ratio was measured and is beyond the limit."""
        if self.value is None:
            return False
        if self.at_least is not None:
            return self.value < self.at_least
        return self.at_most is not None and self.value > self.at_most

    @property
    def limit(self) -> str:
        """Return the limit in words."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}"


def goals(figures: Figures) -> list[Goal]:
    """Return all goals with the ratios of this run."""
    return [
        *_reading_goals(figures),
        *_growth_goals(figures),
        Goal(name="start against stock", value=figures.start.ratio, at_most=START_BEFORE),
        Goal(name="memory of a worker against stock", value=figures.memory_mb.ratio, at_most=1.3),
        Goal(
            name="seconds from a publication to its words, at most",
            value=figures.load.slowest_seen,
            at_most=1,
        ),
        Goal(name="old words after a publication, responses", value=figures.load.stale, at_most=0),
        Goal(name="errors during publications", value=figures.load.errors, at_most=0),
    ]


def _reading_goals(figures: Figures) -> Iterator[Goal]:
    """Yield the goals of pages, by processor time, which other load on the machine skews least."""
    results, size = figures.results, figures.base_size
    for page in ("statement", "index"):
        of_bare = results.cost_ratio(page, "bare", "stored", size=size)
        yield Goal(name=f"stored {page}: answers of the bare view's", value=of_bare, at_least=0.5)
        times = results.cost_ratio(page, "stock", "stored", size=size)
        yield Goal(name=f"stored {page}: times stock's answers", value=times, at_least=25)
        unchanged = results.cost_ratio(page, "bare", "unchanged", size=size)
        yield Goal(name=f"304 of {page}: answers of the bare view's", value=unchanged, at_least=0.6)
        rendered = results.cost_ratio(page, "rendered", "stock", size=size)
        yield Goal(name=f"rendered {page} against stock", value=rendered, at_most=0.7)
        behind = results.cost_ratio(page, "stock beside nginx", "nginx", size=size)
        yield Goal(name=f"{page} behind nginx: times stock's answers", value=behind, at_least=300)
        alone = results.cost_ratio(page, "stock beside nginx", "nginx alone", size=size)
        yield Goal(name=f"{page}, application ended: times stock's", value=alone, at_least=200)
    feed = results.cost_ratio(FEED, "rendered", "stock", size=size)
    yield Goal(name="rendered feed against stock", value=feed, at_most=0.7)


def _growth_goals(figures: Figures) -> Iterator[Goal]:
    """Yield the goals of growth: at the largest size against the smallest, and among offices."""
    if int(figures.largest_size) < SIZE_OF_GROWTH_GOAL:
        return
    # A part of the sitemap has up to 5,000 addresses, so it is longer where there are more.
    for page in (page for page in GROWING if page != SITEMAP):
        for size in (figures.largest_size, OFFICES):
            ratio = figures.results.cost_ratio(
                page, "rendered", "rendered", size=size, other_size=figures.base_size
            )
            name = f"{page}: {size} against {figures.base_size}"
            yield Goal(name=name, value=ratio, at_most=1.3)

"""How long does a rebuild take in a process of its own, and how much memory?

Prints one JSON object: statements, seconds, peak_mb.
"""

import json
import resource
import sys
import time

import django


def main(engine_name: str, language: str) -> None:
    """Rebuild the index of one language on one engine."""
    django.setup()
    from search.engines.chosen import engine
    from search.indexing import rebuild

    started = time.perf_counter()
    count = rebuild(engine(engine_name), language)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"statements": count, "seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])

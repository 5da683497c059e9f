"""Rebuild of an index in a process of its own: its time and peak memory.

Prints one JSON object: statements, seconds, peak_mb.
"""

import json
import platform
import resource
import sys
import time
from pathlib import Path

import django


def main(engine_name: str, language: str) -> None:
    """Rebuild the index of one language on one engine."""
    django.setup()
    from search.engines.selection import engine
    from search.indexing.rebuild import rebuild

    started = time.perf_counter()
    count = rebuild(engine(engine_name), language)
    seconds = time.perf_counter() - started
    print(json.dumps({"statements": count, "seconds": seconds, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """Return the peak memory of this process in MB.

    Not `ru_maxrss`: on Linux a new program inherits that from the one that started it, so a child
    of a large benchmark would seem large whatever it did.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return int(kilobytes) / 1024
    unit = 1024 * 1024 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main(*sys.argv[1:])

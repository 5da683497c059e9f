"""The log of requests: one line for each, without addresses, parameters and words of readers.

In production a line is written as JSON without the logging module, which would take longer: 36
microseconds instead of 10.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings

from config.logs import hide
from config.observability.request_record import RequestRecord

logger = logging.getLogger("lectern.requests")

# Asked every few seconds by machines; only what they are refused is logged.
PROBES = ("/healthz", "/readyz", "/-/metrics")
LONGEST_PATH = 300


def write(record: RequestRecord, method: str, path: str, *, status: int, seconds: float) -> None:
    """Write the line of a request. `path` is WSGI's, with bytes as Latin letters."""
    if status == 200 and path in PROBES:
        return
    fields = {
        "method": method,
        "path": shown_path(path, secrets=record.secrets),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "view": record.view,
        "cache": record.cache,
    }
    if not settings.LOG_JSON:
        logger.info("%s", " ".join(f"{name}={value}" for name, value in fields.items()))
        return
    line = {
        "event": "request",
        "request_id": record.id,
        **fields,
        "logger": logger.name,
        "level": "info",
        "timestamp": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")


@lru_cache(maxsize=1_000)
def shown_path(path: str, *, secrets: tuple[str, ...]) -> str:
    """Return a path as it is logged: without tokens, names of files and e-mail addresses."""
    text = path.encode("latin-1", "replace").decode("utf-8", "replace")
    for secret in secrets:
        text = text.replace(secret, "[hidden]")
    return hide(text[:LONGEST_PATH])

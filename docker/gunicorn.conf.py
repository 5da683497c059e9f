"""Configuration of gunicorn, for the container, `make run` and `lectern web`."""

import gc
import os
import shutil
import socket
import struct
import sys
import tempfile
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parent.parent
if (_REPOSITORY / "site" / "config").is_dir():  # an installed wheel is on the path already
    sys.path[:0] = [str(_REPOSITORY), str(_REPOSITORY / "site")]

from config.environment import load_env_file  # noqa: E402  (found through the lines above)
from config.folders import BASE_FOLDER  # noqa: E402

load_env_file()
# Nothing that is loaded before the fork is garbage; collecting takes a tenth of the start.
gc.disable()

chdir = str(BASE_FOLDER)
wsgi_app = "config.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# Threads wait for the database and for slow readers; one process per core does the work.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
threads = int(os.environ.get("WEB_THREADS", "4"))
# The application is loaded once, and workers are forked from it: a new one takes no time to start,
# and they share its memory.
preload_app = True
# A worker that has served this many requests is replaced, so that no leak grows for ever.
max_requests = 100_000
max_requests_jitter = 10_000
timeout = 60  # seconds
graceful_timeout = 25  # seconds, below the 30 that `make run` and compose allow
keepalive = 5  # seconds
# What nginx lets through (`docker/nginx/`); a longer request is an attack.
limit_request_line = 8_190  # bytes
limit_request_fields = 64
limit_request_field_size = 8_190  # bytes
backlog = 512
# Seconds without a byte after which a client that sends or reads slowly is cut off. gunicorn has no
# limit for the whole of a request, so only nginx in front stops clients that send a byte at a time.
RECEIVE_SECONDS = 5
SEND_SECONDS = 30
# The heartbeat file must not lie on a disk that can stall.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  (memory)
control_socket_disable = True
# Requests are logged by the application (config.observability.requests), with their ids.
logger_class = "config.gunicorn_logs.StructuredLogger"
errorlog = "-"
# For those who switch it on as well: no addresses, no parameters.
access_log_format = "%(m)s %(U)s %(s)s %(D)s %({x-request-id}o)s"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")


# Where all processes write their metrics. The variable must be set before their library is loaded;
# a new folder has no files of an earlier run.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
if "METRICS_TOKEN" in os.environ or "METRICS_TOKEN_FILE" in os.environ:
    os.environ.setdefault(METRICS_FOLDER, tempfile.mkdtemp(prefix="lectern-metrics-"))


def on_exit(server):
    """Remove the files of the metrics."""
    if METRICS_FOLDER in os.environ:
        shutil.rmtree(os.environ[METRICS_FOLDER], ignore_errors=True)


def limit_slow_clients(server):
    """Give the sockets limits, which each connection that they accept has as well."""
    limit = struct.Struct("ll")
    for listener in server.LISTENERS:
        for option, seconds in (
            (socket.SO_RCVTIMEO, RECEIVE_SECONDS),
            (socket.SO_SNDTIMEO, SEND_SECONDS),
        ):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, limit.pack(seconds, 0))


def when_ready(server):
    """Warm the application up, while the first requests wait in the queue of the socket."""
    from config.warming import warm_up

    limit_slow_clients(server)
    # Without the log of requests, which is for those of readers.
    warm_up(server.app.wsgi().application)
    # Workers share the memory of what exists now, and their collections leave it alone.
    gc.freeze()
    gc.enable()

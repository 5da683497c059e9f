"""Readers on many connections while a statement is published every second.

    python -m tests.benchmarks.publication_load [--connections 1000] [--seconds 60] [--check]

Each response is checked: every title in it must be at least as new as the last publication that was
done before the request was sent; behind nginx, whose cache the worker purges, a second before. All
runs on the loopback interface and stops by itself.
"""

import argparse
import asyncio
import contextlib
import json
import re
import statistics
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests import machine
from tests.benchmarks.load import Question, any_certificate, ask_once, request_bytes
from tests.benchmarks.nginx_site import behind_nginx
from tests.benchmarks.observations import LoadReport, Observations
from tests.benchmarks.our_installation import copy_installation, make_installation, surroundings
from tests.benchmarks.process_measures import manage, running_worker
from tests.benchmarks.servers import HOST, REPOSITORY, Server, lectern, memory_mb, serving

PUBLISHER = "from tests.benchmarks.publisher import name_statements as name, publish; {}"
ADDRESSES = 50
LISTS = (
    *("/", "/news/", "/news/?page=2", "/news/category/senedd-news/", "/news/topic/buses/"),
    *("/news/rss.xml", "/news/atom.xml", "/news/feed.json", "/cy/", "/cy/newyddion/"),
)
STATEMENTS = ADDRESSES - len(LISTS)
TIMEOUT = 60  # seconds
# New connections after a publication: enough that each of two processes gets some.
PROBES = 4
PURGED_WITHIN = 1.0  # seconds


async def run_load(
    server: Server,
    *,
    own: dict[str, str],
    paths: list[str],
    connections: int,
    seconds: float,
    lag: float = 0.0,
) -> LoadReport:
    """Read on all connections while another process publishes; return what was seen."""
    seen = Observations(lag=lag)
    memory: list[float] = []
    code = PUBLISHER.format(f"publish({STATEMENTS}, seconds={seconds})")
    publisher = await asyncio.create_subprocess_exec(
        *(sys.executable, str(REPOSITORY / "manage.py"), "shell", "--no-imports"),
        *("--command", code),
        env=own,
        stdout=asyncio.subprocess.PIPE,
    )
    end = asyncio.Event()
    readers = [
        asyncio.create_task(_read(paths[number % len(paths) :] + paths, server, seen, end))
        for number in range(connections)
    ]
    probes: list[asyncio.Task[None]] = []
    watcher = asyncio.create_task(_watch_memory(server, memory, end))
    assert publisher.stdout is not None
    async for line in publisher.stdout:
        row = json.loads(line)
        seen.publications[row["statement"]].append((row["done"], row["number"]))
        seen.count += 1
        path = paths[len(LISTS) + row["statement"]]
        probes += [asyncio.create_task(_probe(path, row, server, seen)) for _ in range(PROBES)]
    await asyncio.gather(*probes)
    await publisher.wait()
    await asyncio.sleep(1)
    end.set()
    await asyncio.gather(*readers, watcher)
    seen.check(until=float("inf"))
    return _report(seen, memory=memory, connections=connections, seconds=seconds)


def _report(
    seen: Observations, *, memory: list[float], connections: int, seconds: float
) -> LoadReport:
    third = max(1, len(memory) // 3)
    return LoadReport(
        connections=connections,
        seconds=seconds,
        responses=len(seen.times),
        errors=len(seen.errors),
        first_error=next(iter(seen.errors), ""),
        stale=len(seen.stale),
        first_stale=next(iter(seen.stale), ""),
        reconnections=seen.reconnections,
        publications=seen.count,
        slowest_seen=max(seen.delays, default=None),
        median_time=statistics.median(seen.times) if seen.times else 0.0,
        longest_time=max(seen.times, default=0.0),
        memory_before=max(memory[third : 2 * third], default=0.0),
        memory_after=max(memory[-third:], default=0.0),
    )


async def _probe(
    path: str, publication: dict[str, float], server: Server, seen: Observations
) -> None:
    """Ask for a published statement on a new connection, which any process may answer."""
    question = Question(name=path, path=path, accept="text/html")
    sent = time.monotonic()
    try:
        connection = await _connect(server)
        _status, body, _open = await asyncio.wait_for(
            _exchange(*connection, request_bytes(question, host=HOST)), timeout=TIMEOUT
        )
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        seen.errors.append(f"{path} on a new connection: {error!r}")
        return
    connection[1].close()
    seen.record(body, path=path, sent=sent)
    seen.delays.append(time.monotonic() - publication["done"])


async def _watch_memory(server: Server, memory: list[float], end: asyncio.Event) -> None:
    while not end.is_set():
        memory.append(memory_mb(server))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), timeout=1)


async def _read(paths: list[str], server: Server, seen: Observations, end: asyncio.Event) -> None:
    """Ask for the paths in turn on one connection, which is opened again where it was closed."""
    connection = None
    position = 0
    while not end.is_set():
        path = paths[position % len(paths)]
        position += 1
        question = Question(name=path, path=path, accept="text/html")
        sent = time.monotonic()
        try:
            is_new = connection is None
            if connection is None:
                connection = await _connect(server)
            status, body, is_open = await asyncio.wait_for(
                _exchange(*connection, request_bytes(question, host=HOST)), timeout=TIMEOUT
            )
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            if connection is not None:
                connection[1].close()
            connection = None
            # A server may close a connection on which nothing is under way; readers ask again.
            if is_new or isinstance(error, TimeoutError):
                seen.errors.append(f"{path}: {error!r}")
            else:
                seen.reconnections += 1
            continue
        if status == 200:
            seen.record(body, path=path, sent=sent)
        else:
            seen.errors.append(f"{path}: {status}")
        if not is_open:
            connection[1].close()
            connection = None
    if connection is not None:
        connection[1].close()


async def _connect(server: Server) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = any_certificate() if server.tls else None
    return await asyncio.open_connection(
        "127.0.0.1", server.port, ssl=context, server_hostname=HOST if context else None
    )


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes, bool]:
    """Send a request; return status, body, and whether the connection stays open."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    body = await reader.readexactly(length)
    return int(head[9:12]), body, b"connection: close" not in head


def addresses(server: Server) -> list[str]:
    """Return the addresses that are read: the lists, and the statements that are published."""
    listed: dict[str, None] = {}
    for number in range(1, 4):
        question = Question(name="list", path=f"/news/?page={number}", accept="text/html")
        reply = ask_once(question, port=server.port, host=HOST, tls=server.tls)
        body = reply.body.decode()
        listed |= dict.fromkeys(re.findall(r'href="(/news/statement-\d+/)"', body))
    return [*LISTS, *list(listed)[:STATEMENTS]]


def main() -> int:
    """Run the load on a site of its own; return 1 where `--check` finds a failure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--connections", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--nginx", action=argparse.BooleanOptionalAction, default=not machine.why_missing("nginx")
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 after any failure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lectern-load-") as name:
        folder = Path(name)
        make_installation(folder, sizes=[100])
        found = load_on(
            folder,
            size=100,
            connections=options.connections,
            seconds=options.seconds,
            workers=options.workers,
            with_nginx=options.nginx,
        )
    print(json.dumps(asdict(found), indent=2))
    return int(options.check and not found.is_good)


def load_on(
    folder: Path,
    *,
    size: int,
    connections: int,
    seconds: float,
    workers: int,
    with_nginx: bool = False,
) -> LoadReport:
    """Start a server on a copy of the installation of this size, and run the load on it."""
    copy_installation(folder, size=size, name="load")
    proxied = {"TRUSTED_PROXIES": "1", "PROXY_PURGE": "true"} if with_nginx else {}
    own = surroundings(folder, size="load", workers=workers, **proxied)
    manage(own, "shell", "--no-imports", "--command", PUBLISHER.format(f"name({STATEMENTS})"))
    with contextlib.ExitStack() as stack:
        if with_nginx:
            stack.enter_context(running_worker(own, log=folder / "worker.log"))
            front = behind_nginx(lectern(own), folder=folder / "nginx", data=folder / "load")
            server = stack.enter_context(front)
        else:
            server = stack.enter_context(serving(lectern(own), log=folder / "load.log"))
        return asyncio.run(
            run_load(
                server,
                own=own,
                paths=addresses(server),
                connections=connections,
                seconds=seconds,
                lag=PURGED_WITHIN if with_nginx else 0.0,
            )
        )


if __name__ == "__main__":
    sys.exit(main())

"""nginx with the project's configuration, in front of Lectern."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.cases import OUR_PAGES, PROXIED_PAGES
from tests.benchmarks.load import Question, ask_once
from tests.benchmarks.servers import HOST, Program, Server, start, stop
from tests.config import nginx


@contextlib.contextmanager
def behind_nginx(
    program: Program, *, folder: Path, data: Path, ends: bool = False
) -> Iterator[Server]:
    """Yield nginx in front of a started server, with a warm cache.

    With `ends`, the application has ended once the cache was warm.
    """
    folder.mkdir()
    application, process, _took = start(program, log=folder / "application.log")
    try:
        address = f"127.0.0.1:{application.port}"
        with nginx.running(folder / "nginx", application=address, data=data) as proxy:
            for page in PROXIED_PAGES * 3:
                question = Question(name=page, path=OUR_PAGES[page], accept="text/html")
                ask_once(question, port=proxy.port, host=HOST, tls=True)
            if ends:
                stop(process)
            yield Server(
                process=int((folder / "nginx" / "nginx.pid").read_text()),
                port=proxy.port,
                others=() if ends else (process.pid,),
                tls=True,
            )
    finally:
        if process.poll() is None:
            stop(process)

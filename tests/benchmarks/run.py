"""One run of the benchmark: the sites are filled and started, and everything is measured."""

import argparse
import contextlib
import shutil
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import machine
from tests.benchmarks import cases, our_installation
from tests.benchmarks.figures import Figures
from tests.benchmarks.load import Question
from tests.benchmarks.nginx_site import behind_nginx
from tests.benchmarks.payload_site import PayloadMissingError, make_payload_site
from tests.benchmarks.process_measures import (
    Pair,
    imports,
    our_publications,
    publications,
    start_and_memory,
)
from tests.benchmarks.publication_load import load_on
from tests.benchmarks.rounds import Results, measure
from tests.benchmarks.servers import (
    REPOSITORY,
    Program,
    Server,
    lectern,
    plain_gunicorn,
    serving,
)
from tests.benchmarks.stock_site import StockSite, make_stock_site

# One installation of ours answers from the page store, one renders with what it has computed for
# the state of the office, one computes all anew.
WAYS = {
    "stored": {},
    "rendered": {"BENCH_STORES_NO_PAGE": "1"},
    "first": {"PAGE_CACHE_MB": "0"},
}
HOME = Question(name="home", path="/", accept="text/html")


class Run:
    """One run of the benchmark in a folder."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.options = options
        self.ours = folder / "ours"
        self.stock = StockSite(folder=folder / "stock")
        self.base = options.sizes[0]
        self.left_out: list[str] = []
        self.log = folder / "servers.log"

    def prepare(self) -> None:
        """Fill the databases, unless the folder has them from an earlier run."""
        options = self.options
        if (self.ours / "filling" / "lectern.json").exists():
            our_installation.migrate(self.ours)
        else:
            our_installation.make_installation(
                self.ours,
                sizes=options.sizes,
                offices=options.offices,
                statements_per_office=self.base,
                searched=options.sizes[-1],
                migrated=options.migrated,
                static=options.static,
            )
        if not (self.stock.folder / "stock.json").exists():
            self.stock.folder.mkdir(exist_ok=True)
            make_stock_site(self.stock.folder, sizes=options.sizes)

    def figures(self) -> Figures:
        """Measure everything."""
        options = self.options
        results = self._pages() + self._behind_nginx()
        start, by_clock, memory = self._start_and_memory()
        with_address, without_address = self._imports()
        load = load_on(
            self.ours,
            size=self.base,
            connections=options.readers,
            seconds=options.load_seconds,
            workers=options.workers,
        )
        return Figures(
            results=results,
            base_size=str(self.base),
            largest_size=str(options.sizes[-1]),
            start=start,
            start_by_clock=by_clock,
            memory_mb=memory,
            publication={str(size): self._publications(size) for size in options.sizes},
            publication_among_offices=self._publications_among_offices(),
            import_with_address=with_address,
            import_without_address=without_address,
            load=load,
            left_out=self.left_out,
        )

    def _publications(self, size: int) -> Pair:
        with self._changed(size) as own, self._changed_stock(size) as database:
            rounds = min(self.options.rounds, 3)
            return publications(own, self.stock, database=database, rounds=rounds)

    def _publications_among_offices(self) -> float | None:
        if not self.options.offices:
            return None
        with self._changed(our_installation.OFFICES_FOLDER) as own:
            return statistics.median(our_publications(own))

    def _imports(self) -> tuple[Pair, Pair]:
        source = self.folder / "source"
        shutil.rmtree(source, ignore_errors=True)
        with self._changed(self.base) as own, self._changed_stock(self.base) as database:
            return imports(
                own, self.stock, database=database, count=self.options.imported, folder=source
            )

    @contextlib.contextmanager
    def _changed(self, size: int | str) -> Iterator[dict[str, str]]:
        """Yield the environment of a copy of an installation, which a measure changes."""
        our_installation.copy_installation(self.ours, size=size, name="changed")
        yield our_installation.surroundings(self.ours, size="changed")
        our_installation.remove_copy(self.ours, name="changed")

    @contextlib.contextmanager
    def _changed_stock(self, size: int) -> Iterator[Path]:
        """Yield a copy of a stock database, which a measure changes."""
        folder = self.stock.folder / "changed"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        source = self.stock.database(size)
        for path in source.parent.glob(f"{source.name}*"):  # with its write-ahead log
            shutil.copy(path, folder)
        yield folder / source.name
        shutil.rmtree(folder)

    def _pages(self) -> Results:
        """Start all servers, and ask all pages of all of them in turn."""
        options = self.options
        with contextlib.ExitStack() as stack:

            def serve(program: Program) -> Server:
                return stack.enter_context(serving(program, log=self.log))

            ours = {way: serve(self._lectern(self.base, **WAYS[way])) for way in WAYS}
            stock = serve(self.stock.program(self.base, workers=options.page_workers))
            bare = serve(self._bare())
            payload = self._payload(serve)
            base = str(self.base)
            asked = [
                *cases.page_cases(ours=ours, stock=stock, bare=bare, size=base),
                *cases.api_cases(
                    ours=ours["stored"], stock=stock, bare=bare, payload=payload, size=base
                ),
                *self._growth(ours["rendered"], stock, size=base, base=True),
            ]
            for size in options.sizes[1:]:
                asked += self._growth(
                    serve(self._lectern(size, **WAYS["rendered"])),
                    serve(self.stock.program(size, workers=options.page_workers)),
                    size=str(size),
                )
            if options.offices:
                server = serve(self._lectern(our_installation.OFFICES_FOLDER, **WAYS["rendered"]))
                asked += cases.growth_cases(
                    server, size=cases.OFFICES, about=self._about(), with_admin=False
                )
            return measure(
                asked,
                rounds=options.rounds,
                seconds=options.seconds,
                connections=options.connections,
            )

    def _behind_nginx(self) -> Results:
        """Ask nginx, in short rounds of its own: what it stores lives for some minutes."""
        options = self.options
        if reason := machine.why_missing("nginx"):
            self.left_out.append(f"nginx: {reason}")
            return Results([])
        folder = self.folder / "nginx"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        own = our_installation.surroundings(
            self.ours, size=self.base, workers=options.page_workers, TRUSTED_PROXIES="1"
        )
        program = lectern(own, ready=HOME)
        data = self.ours / str(self.base)
        with contextlib.ExitStack() as stack:
            other = stack.enter_context(
                serving(self.stock.program(self.base, workers=options.page_workers), log=self.log)
            )
            front = stack.enter_context(behind_nginx(program, folder=folder / "a", data=data))
            alone = stack.enter_context(
                behind_nginx(program, folder=folder / "b", data=data, ends=True)
            )
            asked = cases.proxy_cases(nginx=front, alone=alone, stock=other, size=str(self.base))
            return measure(
                list(asked),
                rounds=options.rounds,
                seconds=options.seconds,
                connections=options.connections,
            )

    def _growth(
        self, ours: Server, stock: Server, *, size: str, base: bool = False
    ) -> list[cases.Case]:
        return [
            *cases.growth_cases(ours, size=size, about=self._about(), base=base),
            *cases.stock_growth_cases(stock, size=size, about=self.stock.about, base=base),
        ]

    def _about(self) -> dict[str, object]:
        return our_installation.about(self.ours)

    def _lectern(self, size: int | str, **changes: str) -> Program:
        own = our_installation.surroundings(
            self.ours, size=size, workers=self.options.page_workers, **changes
        )
        return lectern(own, ready=HOME)

    def _bare(self) -> Program:
        return plain_gunicorn(
            "tests.benchmarks.bare_site",
            folder=REPOSITORY,
            surroundings={"PYTHONPATH": str(REPOSITORY)},
            ready=Question(name="bare", path="/2/"),
            workers=self.options.page_workers,
        )

    def _payload(self, serve: Callable[[Program], Server]) -> Server | None:
        if not self.options.payload:
            return None
        folder = self.folder / "payload"
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            return serve(make_payload_site(folder, statements=self.base))
        except (PayloadMissingError, RuntimeError) as error:
            self.left_out.append(f"Payload: {error}")
            return None

    def _start_and_memory(self) -> tuple[Pair, Pair, Pair]:
        workers = self.options.workers
        own = our_installation.surroundings(self.ours, size=self.base, workers=workers)
        return start_and_memory(
            lectern(own, ready=HOME),
            self.stock.program(self.base, workers=workers),
            workers=workers,
            rounds=min(self.options.rounds, 3),
            pages={
                "ours": list(cases.OUR_PAGES.values())[:5],
                "stock": list(cases.STOCK_PAGES.values())[:5],
            },
            seconds=min(self.options.seconds, 0.5),
            log=self.log,
        )

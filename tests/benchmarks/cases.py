"""What the benchmark asks: the addresses of each site, and the ways in which ours is asked.

The ways of our site: `stored` answers from the page store; `unchanged` answers 304; `rendered`
renders each response, with what the office's state has computed before; `first` renders with
nothing computed before, as after a start or a change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.load import Question, Reply, ask_once
from tests.benchmarks.payload_site import LIST as PAYLOAD_LIST
from tests.benchmarks.servers import HOST, Server

OURS = ("stored", "rendered", "first")
API_LIST = "/api/v1/statements/?limit=20&fields=*"
STOCK_API_LIST = "/api/v2/pages/?type=news.ArticlePage&fields=*&limit=20"

FEED = "feed of 20 whole statements"
SITEMAP = "part of the sitemap"
ADMIN_LIST = "list of statements in the admin"
OFFICES = "offices"  # the size of an installation with many offices
OUR_PAGES = {
    "home": "/",
    "statement": "/news/statement-7/",
    "index": "/news/",
    "category": "/news/category/local-news/",
    FEED: "/news/rss.xml",
    "404": "/news/nothing/",
    "search": "/search/?q=minister",
    SITEMAP: "/sitemap-en-1.xml",
}
STOCK_PAGES = {
    "home": "/",
    "statement": "/news/statement-7/",
    "index": "/news/",
    "category": "/news/?category=local-news",
    FEED: "/rss.xml",
    "404": "/news/nothing/",
    "search": "/search/?query=minister",
}
MAIN_PAGES = ("home", "statement", "index", "category", FEED)
# Pages whose cost must not depend on the number of statements.
GROWING = (*MAIN_PAGES, SITEMAP, ADMIN_LIST)
PROXIED_PAGES = ("statement", "index")
STATUS = {"404": 404}
# The page store answers these; it leaves search and the API alone.
STORED = (*MAIN_PAGES, "404")


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """One question to one server. `size` is the number of statements that the server has."""

    page: str
    way: str
    size: str
    server: Server
    question: Question


def page_cases(
    *, ours: dict[str, Server], stock: Server, bare: Server, size: str
) -> Iterator[Case]:
    """Yield the public pages of both sites in all ways, with their Welsh versions of ours."""
    for page, path in STOCK_PAGES.items():
        for way in OURS if page in STORED else ("rendered",):
            yield _page(page, way, size, ours[way], OUR_PAGES[page])
        yield _page(page, "stock", size, stock, path)
    for page in MAIN_PAGES:
        reply = _ask(ours["stored"], OUR_PAGES[page])
        unchanged = Question(
            name=page,
            path=OUR_PAGES[page],
            headers={"If-None-Match": reply.headers["etag"]},
            status=304,
            accept="text/html",
        )
        yield Case(page=page, way="unchanged", size=size, server=ours["stored"], question=unchanged)
        yield _page(page, "bare", size, bare, f"/{len(reply.body)}/")
    for page, path in {
        "index": "/cy/newyddion/",
        "statement": "/cy/newyddion/statement-5/",
    }.items():
        for way in ("stored", "rendered"):
            yield _page(f"{page} (Welsh)", way, size, ours[way], path)


def proxy_cases(*, nginx: Server, alone: Server, stock: Server, size: str) -> Iterator[Case]:
    """Yield pages behind nginx, whose application runs or has ended, and the stock site's."""
    for page in PROXIED_PAGES:
        yield _page(page, "nginx", size, nginx, OUR_PAGES[page])
        yield _page(page, "nginx alone", size, alone, OUR_PAGES[page])
        yield _page(page, "stock beside nginx", size, stock, STOCK_PAGES[page])


def api_cases(
    *, ours: Server, stock: Server, bare: Server, payload: Server | None, size: str
) -> Iterator[Case]:
    """Yield the list of 20 whole statements in each API."""
    reply = _ask(ours, API_LIST)
    tag = {"If-None-Match": reply.headers["etag"]}
    page = "API: list of 20 whole statements"
    yield _page(page, "rendered", size, ours, API_LIST)
    yield Case(
        page=page,
        way="unchanged",
        size=size,
        server=ours,
        question=Question(name=page, path=API_LIST, headers=tag, status=304),
    )
    yield _page(page, "stock", size, stock, STOCK_API_LIST, accept="*/*")
    yield _page(page, "bare", size, bare, f"/{len(reply.body)}/")
    if payload is not None:
        yield _page(page, "Payload", size, payload, PAYLOAD_LIST, accept="application/json")


def growth_cases(
    server: Server,
    *,
    size: str,
    about: dict[str, object],
    base: bool = False,
    with_admin: bool = True,
) -> Iterator[Case]:
    """Yield the pages of ours whose cost must not depend on the number of statements.

    For the `base` size, `page_cases` yields the main pages.
    """
    for page in GROWING:
        if page == ADMIN_LIST and not with_admin:
            continue
        if page == ADMIN_LIST:
            yield _admin("rendered", size, server, about["admin_list"], about["cookie"])
        elif not (base and page in MAIN_PAGES):
            yield _page(page, "rendered", size, server, OUR_PAGES[page])


def stock_growth_cases(
    server: Server, *, size: str, about: dict[str, object], base: bool = False
) -> Iterator[Case]:
    """Yield the pages of the stock site that are compared at each size."""
    for page in () if base else MAIN_PAGES:
        yield _page(page, "stock", size, server, STOCK_PAGES[page])
    cookie = f"sessionid={about['session']}"
    yield _admin("stock", size, server, f"/admin/pages/{about['index']}/", cookie)


def _page(
    page: str,
    way: str,
    size: str,
    server: Server,
    path: str,
    *,
    accept: str = "text/html",
) -> Case:
    question = Question(
        name=f"{page}, {way}, {size}",
        path=path,
        status=STATUS.get(page, 200),
        accept=accept,
    )
    return Case(page=page, way=way, size=size, server=server, question=question)


def _admin(way: str, size: str, server: Server, path: object, cookie: object) -> Case:
    question = Question(
        name=f"{ADMIN_LIST}, {way}, {size}",
        path=str(path),
        headers={"Cookie": str(cookie)},
        accept="text/html",
    )
    return Case(page=ADMIN_LIST, way=way, size=size, server=server, question=question)


def _ask(server: Server, path: str) -> Reply:
    question = Question(name=path, path=path, accept="text/html")
    reply = ask_once(question, port=server.port, host=HOST)
    if reply.status != 200:
        raise RuntimeError(f"{path} answers {reply.status}: {reply.body[:300]!r}")
    return reply

"""A partner site in a browser: server, page and helpers for tests of embeds."""

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from tests.browser.content import Content, make_content

CSS = """
body { font: 1rem/1.5 Verdana, sans-serif; background: #fff; color: #222; margin: 1rem; }
iframe { max-width: 100%; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } a { color: #8cf; } }
"""
FALLBACK = '<p><a href="/ours">What we say ourselves</a></p>'
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="module")
def db(committed_database) -> None:
    """The database without a transaction around each test, as the server's threads read it too."""


@pytest.fixture(scope="module")
def content(db) -> Iterator[Content]:
    """An office with content, created once for the module."""
    allowance = django_settings.API_REQUESTS_PER_MINUTE
    django_settings.API_REQUESTS_PER_MINUTE = 100_000
    yield make_content()
    django_settings.API_REQUESTS_PER_MINUTE = allowance


@pytest.fixture(scope="module")
def server(site_server: LiveServer, content: Content) -> str:
    """The URL of a running server for the office's site."""
    site = Site.objects.get(pk=content.office.site.pk)
    site.port = int(site_server.url.rpartition(":")[2])
    site.save()
    return site_server.url


@dataclass(frozen=True, kw_only=True)
class Partner:
    """A partner site: files in a folder, served with a strict policy."""

    url: str
    folder: Path

    def page(self, body: str, *, language: str = "en", name: str = "index.html") -> str:
        """Write a page and return its URL."""
        (self.folder / name).write_text(
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<title>A partner</title><link rel="stylesheet" href="partner.css"></head>'
            f"<body><main><h1>A partner</h1>{body}</main></body></html>"
        )
        return f"{self.url}/{name}"


@pytest.fixture
def partner(server, tmp_path) -> Iterator[Partner]:
    """A web server on another origin whose policy allows only what the manual names."""
    policy = (
        f"default-src 'none'; style-src 'self'; script-src {server}; connect-src {server}; "
        f"img-src {server}; frame-src {server} 'self'; require-trusted-types-for 'script'"
    )

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

        def log_message(self, *arguments) -> None:
            pass

    (tmp_path / "partner.css").write_text(CSS)
    (tmp_path / "favicon.ico").write_bytes(b"")
    handler = functools.partial(Handler, directory=str(tmp_path))
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield Partner(url=f"http://127.0.0.1:{running.server_port}", folder=tmp_path)
    running.shutdown()
    running.server_close()


@dataclass
class Visit:
    """A reader's visit: the page and the browser's errors."""

    page: Page
    complaints: list[str]

    def violations(self) -> list[str]:
        """Return the violations of the page's policy."""
        return self.page.evaluate("window.violations")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """A visit with an empty browser profile."""
    context = chromium.new_context()
    context.add_init_script(WATCH)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: said.type in ("error", "warning") and complaints.append(said.text)
    )
    yield Visit(page=page, complaints=complaints)
    context.close()


def element(server: str, *, script: bool = True, inside: str = FALLBACK, **attributes: str) -> str:
    """Return the HTML of an embed as a partner pastes it."""
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    tag = f'<script src="{server}/embed/v1.js" async></script>' if script else ""
    return f"{tag}<lectern-statements{given}>{inside}</lectern-statements>"


def wait_for_embeds(page: Page, count: int = 1) -> None:
    """Wait until so many embeds are rendered."""
    page.wait_for_function(
        """(count) => {
          const all = [...document.querySelectorAll("lectern-statements")];
          return all.length === count && all.every((one) =>
            one.shadowRoot?.firstElementChild && !one.shadowRoot.querySelector("[aria-busy]"));
        }""",
        arg=count,
    )


def titles(page: Page) -> list[str]:
    return page.locator("lectern-statements [part=title]").all_text_contents()


def axe(page: Page):
    """Run axe, bypassing the page's policy, which blocks its script."""
    client = page.context.new_cdp_session(page)
    client.send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    wait_for_embeds(page, page.locator("lectern-statements").count())
    return Axe().run(page, options={"resultTypes": ["violations"]})

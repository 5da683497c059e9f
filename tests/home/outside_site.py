"""A static copy of a whole site, built from its API alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlsplit

from django.test import Client

API = "/api/v1"
# Tools, files and responses that depend on the reader are not pages of a site.
TOOLS = (
    *("admin", "api", "documents", "media", "s", "static"),
    *("embed", "cy/mewnblannu", "examples", "cy/examples"),
)
ASIDE = re.compile(f"/({'|'.join(TOOLS)})(/|$)")


@dataclass(kw_only=True)
class OutsideSite:
    """The files of a static site, by path, and the redirects that its server needs."""

    client: Client
    files: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)

    def build(self) -> "OutsideSite":
        """Write every page and list of all languages."""
        for route in self.rows(f"{API}/routes/?limit=500"):
            html = self.page(route)
            self.files[route["html_path"]] = html
            if route["untranslated_path"]:
                self.files[route["untranslated_path"]] = html
            for path in route["feeds"]:
                self.files[path] = html
        for moved in self.rows(f"{API}/redirects/"):
            self.redirects[moved["html_path"]] = moved["redirects_to"]
        return self

    def page(self, route: dict) -> str:
        """Return the HTML of one page, as a front end's templates would render it."""
        head = f'<html lang="{route["language"]}"><link rel="canonical" href="{route["url"]}">'
        links = [
            f'<link rel="alternate" hreflang="{row["language"]}" href="{row["url"]}">'
            for row in route["translations"]
        ]
        words = ""
        if route["kind"] in ("statement", "home", "standard", "news_index"):
            document = self.get(route["api_url"])
            assert document["html_path"] == route["html_path"]
            words = f"<h1>{escape(document['title'])}</h1>{document['body']['html']}"
        listed = ""
        if route["statements_url"]:
            listed = "".join(
                f'<li><a href="{row["html_path"]}">{escape(row["title"])}</a></li>'
                for row in self.rows(f"{route['statements_url']}&limit=100&fields=title,html_path")
            )
        return "\n".join([head, *links, words, f"<ul>{listed}</ul>"])

    def rows(self, address: str) -> Iterator[dict]:
        """Yield the rows of all pages of a list."""
        following: str | None = address
        while following:
            page = self.get(following)
            yield from page["items"]
            following = page["next"]

    def get(self, address: str) -> dict:
        """Return the document at an address of the API."""
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.content)
        return json.loads(response.content)


def crawled(client: Client) -> set[str]:
    """Return every path that the site's links lead to from its home pages."""
    seen: set[str] = set()
    waiting = ["/", "/cy/"]
    while waiting:
        path = waiting.pop()
        if path in seen or ASIDE.match(path) or path.endswith((".css", ".ico", ".svg", ".txt")):
            continue
        response = client.get(path)
        if response.status_code in (301, 302):
            waiting.append(urlsplit(response.headers["Location"]).path)
            continue
        assert response.status_code == 200, path
        seen.add(path)
        if "html" in response.headers["Content-Type"]:
            links = re.findall(r'<(?:a|link)\b[^>]*\bhref="(/[^"]*)"', response.text)
            waiting += [urlsplit(link).path for link in links]
    return seen


def in_sitemap(client: Client) -> set[str]:
    """Return every path in the site's sitemap."""

    def locations(path: str) -> list[str]:
        found = re.findall(r"<loc>([^<]+)</loc>", client.get(path).text)
        return [urlsplit(address).path for address in found]

    return {path for part in locations("/sitemap.xml") for path in locations(part)}

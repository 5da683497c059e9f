"""Keep a copy of a member's statements in SQLite and show it as a page: python sync.py SITE FOLDER

SITE is the address of the office's site, such as https://www.example.wales; FOLDER gets
copy.sqlite3, index.html and page.css. Run it every few minutes. Python 3.11 or newer, nothing else.
"""

import json
import shutil
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from html import escape
from pathlib import Path
from string import Template

TABLES = """
CREATE TABLE IF NOT EXISTS statement (id INTEGER PRIMARY KEY, date TEXT, document TEXT);
CREATE TABLE IF NOT EXISTS place (cursor TEXT);
"""
AGENT = "partner-example/1 (webmaster@partner.example)"  # say who you are


def get(url: str) -> dict | None:
    """Return the JSON at an address; None for what is gone or not public any more."""
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            if error.code not in (429, 503):
                raise
            time.sleep(int(error.headers.get("Retry-After", 30)))


def begin(copy: sqlite3.Connection, site: str) -> str:
    """Fill an empty copy from the list, and return the cursor for later changes."""
    changes = get(f"{site}/api/v1/changes/?start=now")  # first, so that nothing falls in between
    copy.execute("DELETE FROM statement")
    page = f"{site}/api/v1/statements/?fields=*&limit=100"
    while page:
        answer = get(page)
        for statement in answer["items"]:
            keep(copy, statement)
        page = answer["next"]
    return changes["next"]


def keep(copy: sqlite3.Connection, statement: dict) -> None:
    """Add a statement or replace it."""
    row = (statement["id"], statement["date"], json.dumps(statement))
    copy.execute("INSERT OR REPLACE INTO statement VALUES (?, ?, ?)", row)


def follow(copy: sqlite3.Connection, site: str) -> None:
    """Apply what happened since the last time. Whoever stops in between begins there again."""
    row = copy.execute("SELECT cursor FROM place").fetchone()
    place, more = (row[0] if row else begin(copy, site)), True
    while more:
        answer = get(place)
        if answer is None:  # 410: the change feed was restarted, so the copy is made again
            answer = get(begin(copy, site))
        for change in answer["items"]:
            statement = get(change["statement"]) if change["statement"] else None
            if statement:
                keep(copy, statement)
            else:
                copy.execute("DELETE FROM statement WHERE id = ?", (change["id"],))
        place, more = answer["next"], answer["has_more"]
        copy.execute("DELETE FROM place")
        copy.execute("INSERT INTO place VALUES (?)", (place,))
        copy.commit()


def show(copy: sqlite3.Connection, folder: Path, site: str) -> None:
    """Write the page. `html` is sanitised by the office's server; all else is escaped here."""
    rows = copy.execute("SELECT document FROM statement ORDER BY date DESC, id DESC LIMIT 50")
    articles = [
        f'<article lang="{each["language"]}"><h3><a href="{escape(each["url"])}">'
        f'{escape(each["title"])}</a></h3><time datetime="{each["date"]}">{each["date"]}</time>'
        f"{each['body']['html']}</article>"
        for each in (json.loads(row[0]) for row in rows)
    ]
    page = Template((Path(__file__).parent / "page.html").read_text("utf-8"))
    written = page.substitute(articles="\n".join(articles), site=escape(site))
    (folder / "index.html").write_text(written, "utf-8")
    shutil.copy(Path(__file__).parent / "page.css", folder)


if __name__ == "__main__":
    site, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    with sqlite3.connect(folder / "copy.sqlite3") as copy:
        copy.executescript(TABLES)
        follow(copy, site)
        show(copy, folder, site)

"""Copy a member's statements to SQLite and show them as a page: python sync.py SITE FOLDER

SITE is the address of the office's site, such as https://www.example.wales. FOLDER receives
copy.sqlite3, index.html and page.css. Run it every few minutes. It needs only Python 3.11 or newer.
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
AGENT = "partner-example/1 (webmaster@partner.example)"  # identify yourself here


def get(url: str) -> dict | None:
    """Return the JSON at an address, None if it is gone or no longer public."""
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


def fill(copy: sqlite3.Connection, site: str) -> str:
    """Fill the copy from the list, and return the address of the changes since then."""
    # Before the list, so that no change is missed.
    changes = get(f"{site}/api/v1/changes/?start=now")
    copy.execute("DELETE FROM statement")
    page = f"{site}/api/v1/statements/?fields=*&limit=100"
    while page:
        answer = get(page)
        for statement in answer["items"]:
            store(copy, statement)
        page = answer["next"]
    return changes["next"]


def store(copy: sqlite3.Connection, statement: dict) -> None:
    """Add a statement or replace it."""
    row = (statement["id"], statement["date"], json.dumps(statement))
    copy.execute("INSERT OR REPLACE INTO statement VALUES (?, ?, ?)", row)


def follow(copy: sqlite3.Connection, site: str) -> None:
    """Apply all changes since the last run. The cursor is saved after each page of changes."""
    row = copy.execute("SELECT cursor FROM place").fetchone()
    place, more = (row[0] if row else fill(copy, site)), True
    while more:
        answer = get(place)
        if answer is None:  # 410: the feed was restarted, so fill the copy again
            answer = get(fill(copy, site))
        for change in answer["items"]:
            statement = get(change["statement"]) if change["statement"] else None
            if statement:
                store(copy, statement)
            else:
                copy.execute("DELETE FROM statement WHERE id = ?", (change["id"],))
        place, more = answer["next"], answer["has_more"]
        copy.execute("DELETE FROM place")
        copy.execute("INSERT INTO place VALUES (?)", (place,))
        copy.commit()


def show(copy: sqlite3.Connection, folder: Path, site: str) -> None:
    """Write the page. The office's server sanitises `html`; everything else is escaped here."""
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

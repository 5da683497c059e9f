"""The embed script: size, releases, header fields and texts."""

import json
import re
from pathlib import Path

import pytest

from newsroom.languages.data import LANGUAGES
from newsroom.partners.embeds.scripts import FOLDER, RELEASES, integrity, newest, source

pytestmark = pytest.mark.any_database("sends files")

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "partners-embeds.md"
# Pages name these hashes. A published release never changes; a change is a new release.
RELEASED = {"1.0": "sha384-kk/Da6ZmNsUgGdb+/XCAS/wrMTSM6qrljWs0EBL6m4Wyjke7Ti26qbPe3qeszFtF"}


@pytest.mark.parametrize("release", RELEASES)
def test_it_is_under_ten_kilobytes(release):
    assert len(source(release)) < 10_000


def test_every_file_is_a_release_and_is_documented():
    assert {path.name for path in FOLDER.glob("*.js")} == {f"v{name}.js" for name in RELEASES}
    for release in RELEASES:
        assert RELEASED[release] == integrity(release)
        assert integrity(release) in DOCUMENT.read_text()


def test_a_major_version_is_its_newest_release(client, db):
    short, exact = client.get("/embed/v1.js"), client.get(f"/embed/v{newest('1')}.js")

    assert short.content == exact.content == source(newest("1"))
    assert "max-age=3600" in short["Cache-Control"]
    assert "immutable" in exact["Cache-Control"]
    for answer in (short, exact):
        assert answer["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
        again = client.get("/embed/v1.js", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("version", ["2", "1.99", "0", "01.0"])
def test_other_versions_are_not_found(client, office, version):
    assert client.get(f"/embed/v{version}.js").status_code == 404


@pytest.mark.parametrize("release", RELEASES)
def test_it_needs_no_loose_policy_and_stores_nothing(release):
    text = source(release).decode()
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "eval(",
        "Function(",
        "document.write",
    ):
        assert word not in text
    for word in ("cookie =", "localStorage", "sessionStorage", "indexedDB", ".style", "<style"):
        assert word not in text


@pytest.mark.parametrize("release", RELEASES)
def test_it_formats_dates_as_the_site_does(release, language):
    lists = re.findall(r'months: "([^"]+)"', source(release).decode())
    months = {code: data.months for code, data in LANGUAGES.items()}
    assert dict(zip(("en", "cy"), (tuple(row.split()) for row in lists), strict=True)) == months


@pytest.mark.parametrize("release", RELEASES)
def test_it_has_the_same_texts_in_all_languages(release):
    words = re.search(r"const WORDS = (\{.*?\n  \});", source(release).decode(), re.DOTALL)[1]
    rows = json.loads(re.sub(r",(\s*})", r"\1", re.sub(r"(\w+): ", r'"\1": ', words)))
    assert rows["en"].keys() == rows["cy"].keys()
    assert all(rows["en"][name] != rows["cy"][name] for name in rows["en"])


def test_other_origins_may_call_the_api(client, office):
    preflight = client.options(
        "/api/v1/statements/",
        headers={
            "Origin": "https://partner.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    answer = client.get("/api/v1/statements/", headers={"Origin": "https://partner.example"})
    wrong = client.get("/api/v1/statements/?limit=0", headers={"Origin": "https://partner.example"})

    assert preflight.status_code == 204
    assert "GET" in preflight["Access-Control-Allow-Methods"]
    assert "Authorization" in preflight["Access-Control-Allow-Headers"]
    for response in (preflight, answer, wrong):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.has_header("Access-Control-Allow-Credentials")
        exposed = response["Access-Control-Expose-Headers"]
        assert all(name in exposed for name in ("ETag", "RateLimit", "Retry-After"))

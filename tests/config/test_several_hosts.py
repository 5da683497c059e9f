"""Two web hosts and a worker that share PostgreSQL, a cache, an object store and Elasticsearch.

Each host is a process group with a data folder of its own, started as in production. An editor and
readers use whichever host they happen to meet.
"""

import csv
import io
import json
import os
import re
import shutil
import tarfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tests import cache_server, machine, static_files
from tests.cache_server import CacheServer
from tests.config.deployment import Deployment, Session, free_port, image, wait_for
from tests.elasticsearch_node import skip_or_fail
from tests.elasticsearch_node.node import Node, NodeMissingError
from tests.object_store import server as object_store
from tests.object_store.server import BUCKET, ObjectStore
from tests.template_database import PostgreSQLTemplate

pytestmark = pytest.mark.needs("postgresql", "redis")

PASSWORD = "a long native sentence"
LIMIT = 40  # requests of the API a minute
TOKEN = "a-token-for-the-probe"
WORDS = {"en": "kestrel", "cy": "Nghaerdydd"}
SEARCHES = {"en": "/search/?q=kestrels", "cy": "/cy/chwilio/?q=caerdydd"}
LISTS = {
    "en": ["/", "/news/", "/news/rss.xml", "/api/v1/statements/?language=en"],
    "cy": ["/cy/", "/cy/newyddion/", "/cy/newyddion/feed.json", "/api/v1/statements/?language=cy"],
}
TITLES = ("First", "Second", "Third", "Fourth")
FILL = """
from django.contrib.auth import get_user_model
from wagtail.models import Collection, CollectionViewRestriction
from tests.factories import make_office, make_statement
get_user_model().objects.create_superuser("nia", "nia@example.wales", {password!r})
office = make_office(hostname="localhost")
for title in {titles!r}:
    for language, word in {words!r}.items():
        page = make_statement(office, language=language, title=title, text=word, live=False)
        page.save_revision()
        print("DRAFT", title, language, page.pk, page.get_url())
collection = Collection.get_first_root_node().add_child(name="Embargoed")
CollectionViewRestriction.objects.create(
    collection=collection, restriction_type=CollectionViewRestriction.LOGIN
)
print("COLLECTION", collection.pk)
"""
SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from newsroom.models import ArticlePage
page = ArticlePage.objects.get(pk={pk})
page.go_live_at = timezone.now() + timedelta(seconds={seconds})
page.save_revision(approved_go_live_at=page.go_live_at).publish()
"""
RENDITIONS = """
from newsroom.models import NewsroomRendition
print("RENDITIONS", *NewsroomRendition.objects.filter(
    filter_spec__contains="format-").values_list("file", flat=True))
"""
SHOW_PICTURE = """
from newsroom.models import ArticlePage, NewsroomImage
page = ArticlePage.objects.live().filter(locale__language_code="en").first()
page.lead_image, page.lead_image_alt = NewsroomImage.objects.get(title="Bridge"), "A bridge"
page.save_revision().publish()
"""
STATEMENTS = """
from newsroom.models import ArticlePage
print(*ArticlePage.objects.values_list("title", flat=True))
"""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft and the address that it will have."""

    pk: int
    path: str


@dataclass(kw_only=True)
class Cluster:
    """The hosts and what they share."""

    a: Deployment
    b: Deployment
    worker: Deployment
    cache: CacheServer
    store: ObjectStore
    node: Node
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    embargoed: int = 0
    _session: str = ""

    def on(self, host: Deployment) -> Session:
        """Return the editor's session, begun on A, for the use of any host."""
        if not self._session:
            self._session = self.a.log_in(username="nia", password=PASSWORD).cookies
        return Session(deployment=host, cookies=self._session)

    def publish(self, title: str, *, host: Deployment) -> None:
        """Publish both sides of a statement in the admin of a host."""
        numbers = "&".join(f"id={self.drafts[title, language].pk}" for language in WORDS)
        self.on(host).confirm(f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&{numbers}")

    def withdraw(self, title: str, *, host: Deployment) -> None:
        """Take both sides of a statement down in the admin of a host."""
        for language in WORDS:
            self.on(host).confirm(f"/admin/pages/{self.drafts[title, language].pk}/unpublish/")

    def lists_naming(self, title: str, *, host: Deployment) -> set[str]:
        """Return the lists of both languages that name a statement, as a host answers them."""
        found = set()
        for path in (path for paths in LISTS.values() for path in paths):
            status, _, body = host.get(path)
            assert status == 200, (path, status)
            if title in body.decode():
                found.add(path)
        return found

    def statuses(self, title: str, *, host: Deployment) -> set[int]:
        """Return what a host answers at the addresses of both sides of a statement."""
        return {host.get(self.drafts[title, language].path)[0] for language in WORDS}

    def finds(self, title: str, *, host: Deployment) -> bool:
        """Return whether a host finds a statement in both languages, by Elasticsearch."""
        for path in SEARCHES.values():
            status, headers, page = host.get(path)
            if status != 200 or f">{title}</a>" not in page.decode():
                return False
            assert headers["X-Search-Engine"] == "elasticsearch"
        return True


def everywhere() -> set[str]:
    """Return all lists of both languages."""
    return {path for paths in LISTS.values() for path in paths}


@pytest.fixture(scope="module")
def services(postgresql_server, tmp_path_factory) -> Iterator[tuple]:
    """The shared services of this module, which it may stop."""
    node = Node(home=tmp_path_factory.mktemp("node"))
    try:
        node.start()
    except NodeMissingError as error:
        skip_or_fail(error)
    try:
        with object_store.running() as store, cache_server.running() as cache:
            yield node, store, cache
    except NodeMissingError as error:
        machine.require("object store", reason=str(error))
    finally:
        node.kill()  # its data is thrown away


@pytest.fixture(scope="module")
def cluster(services, postgresql_server, tmp_path_factory) -> Iterator[Cluster]:
    """Three hosts, started in the order of the manual."""
    node, store, cache = services
    folder = tmp_path_factory.mktemp("hosts")
    database = f"hosts_{os.getpid()}"
    PostgreSQLTemplate(postgresql_server).copy_to(database)
    shared = {
        "SEVERAL_HOSTS": "true",
        "SECRET_KEY": "hosts-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "https://localhost",
        "EMAIL_URL": "dummy://",
        "DATABASE_URL": postgresql_server.rsplit("/", 1)[0] + f"/{database}",
        "CACHE_URL": cache.url,
        "MEDIA_STORAGE_URL": store.media_storage_url,
        "ELASTICSEARCH_URL": node.url,
        "ELASTICSEARCH_TIMEOUT": "5",
        "TRUSTED_PROXIES": "1",
        "READINESS_TOKEN": TOKEN,
        "API_REQUESTS_PER_MINUTE": str(LIMIT),
        "WEB_CONCURRENCY": "1",
    }
    hosts = {}
    for name in ("a", "b", "worker"):
        home, port = folder / name, free_port()
        home.mkdir()
        surroundings = {**image(home), **shared, "PORT": str(port)}
        hosts[name] = Deployment(port=port, folder=home, surroundings=surroundings)
    made = Cluster(**hosts, cache=cache, store=store, node=node)
    try:
        _start(made)
        yield made
    finally:
        for host in hosts.values():
            host.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(cluster: Cluster) -> None:
    for host in (cluster.a, cluster.b, cluster.worker):
        static_files.provide(Path(host.surroundings["STATIC_ROOT"]))
    migrated = cluster.worker.entrypoint("migrate")
    assert migrated.returncode == 0, migrated.stderr
    fill = FILL.format(password=PASSWORD, words=WORDS, titles=TITLES)
    output = cluster.worker.shell(fill)
    for title, language, pk, url in re.findall(r"DRAFT (\w+) (\w+) (\d+) (\S+)", output):
        path = urllib.parse.urlsplit(url).path
        cluster.drafts[title, language] = Draft(pk=int(pk), path=path)
    cluster.embargoed = int(re.search(r"COLLECTION (\d+)", output)[1])
    rebuilt = cluster.worker.entrypoint("search_rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    cluster.a.start("web")
    cluster.b.start("web")
    cluster.worker.start("worker")
    for host in (cluster.a, cluster.b):
        assert wait_for(lambda host=host: host.get("/readyz")[0] == 200, seconds=90), host.log(
            "web"
        )


@pytest.fixture
def stopped_cache(cluster) -> Iterator[CacheServer]:
    """The shared cache while it is away."""
    cluster.cache.stop()
    yield cluster.cache
    cluster.cache.start()


@pytest.fixture
def hanging_cache(cluster) -> Iterator[CacheServer]:
    """The shared cache while it accepts connections and answers nothing."""
    cluster.cache.pause()
    yield cluster.cache
    cluster.cache.resume()


def upload(
    session: Session, path: str, fields: Mapping[str, str], *, name: str, content: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Send a form with a file as a browser does."""
    boundary = uuid.uuid4().hex
    _, _, form = session.deployment.get(path, Cookie=session.cookies)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1].decode()
    field_name = BeautifulSoup(form, "html.parser").find("input", type="file")["name"]
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in {"csrfmiddlewaretoken": token, **fields}.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"'
        "\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return session.deployment.post_body(
        path,
        body,
        Content_Type=f"multipart/form-data; boundary={boundary}",
        Cookie=session.cookies,
    )


def form_values(page: bytes, *, form: Mapping[str, str]) -> dict[str, str]:
    """Return what a browser would send for a form of a page."""
    values = {}
    for element in BeautifulSoup(page, "html.parser").find("form", form)(
        ["input", "textarea", "select"]
    ):
        if not element.get("name") or element.get("type") in ("file", "submit", "button"):
            continue
        if element.get("type") in ("checkbox", "radio") and not element.has_attr("checked"):
            continue
        if element.name == "select":
            chosen = element.find("option", selected=True)
            values[element["name"]] = chosen["value"] if chosen else ""
        elif element.name == "textarea":
            values[element["name"]] = element.text.removeprefix("\n")
        else:
            values[element["name"]] = element.get("value", "")
    return values


def picture() -> bytes:
    """Return a photograph with the camera's data."""
    data = Image.Exif()
    data[0x010F] = "A telephone"
    file = io.BytesIO()
    Image.new("RGB", (700, 400), "teal").save(file, "JPEG", exif=data)
    return file.getvalue()


def seconds(host: Deployment, path: str) -> float:
    """Return how long a host takes to answer with a page."""
    began = time.monotonic()
    status, _, _ = host.get(path)
    assert status == 200
    return time.monotonic() - began


def test_every_part_is_reported_as_in_order(cluster):
    for host in (cluster.a, cluster.b):
        assert wait_for(
            lambda host=host: (
                b'"worker": "ok"' in host.get("/readyz", Authorization=f"Bearer {TOKEN}")[2]
            ),
            seconds=60,
        )
        checks = json.loads(host.get("/readyz", Authorization=f"Bearer {TOKEN}")[2])["checks"]
        assert checks["cache"] == checks["uploads"] == checks["search: elasticsearch"] == "ok"
        assert "search: embedded" not in checks


def test_what_one_host_publishes_and_withdraws_the_other_answers_at_once(cluster):
    a, b = cluster.a, cluster.b
    for host in (a, b):
        assert cluster.lists_naming("First", host=host) == set()
        assert cluster.statuses("First", host=host) == {404}

    cluster.publish("First", host=a)

    # The first request after the editor's answer, without waiting.
    assert cluster.lists_naming("First", host=b) == everywhere()
    assert cluster.statuses("First", host=b) == {200}
    assert cluster.lists_naming("First", host=a) == everywhere()
    assert wait_for(lambda: cluster.finds("First", host=b), seconds=30)

    cluster.withdraw("First", host=b)

    assert cluster.lists_naming("First", host=a) == set()
    assert cluster.statuses("First", host=a) == {410}
    assert wait_for(lambda: not cluster.finds("First", host=a), seconds=30)


def test_a_scheduled_statement_appears_on_both(cluster):
    draft = cluster.drafts["Second", "en"]
    cluster.worker.shell(SCHEDULE.format(pk=draft.pk, seconds=8))

    for host in (cluster.a, cluster.b):
        assert wait_for(lambda host=host: host.get(draft.path)[0] == 200, seconds=60)


def test_a_session_begun_on_one_host_works_on_the_other(cluster):
    for host in (cluster.a, cluster.b):
        session = cluster.on(host)
        status, headers, page = host.get("/admin/", Cookie=session.cookies)
        assert status == 200
        assert "no-store" in headers["Cache-Control"]
    assert b"nia" in page


def test_a_preview_made_on_one_host_is_shown_by_the_other(cluster):
    draft = cluster.drafts["Third", "en"]
    edit = f"/admin/pages/{draft.pk}/edit/"
    cookies = cluster.on(cluster.a).cookies
    _, _, page = cluster.a.get(edit, Cookie=cookies)
    values = form_values(page, form={"id": "page-edit-form"})
    # A script of the admin adds the fields of the body.
    values |= {"title": "Not saved yet", "body-count": "0"}

    status, _, answer = cluster.a.post(f"{edit}preview/", values, Cookie=cookies)

    assert status == 200, answer
    assert json.loads(answer)["is_valid"], answer
    status, headers, preview = cluster.b.get(f"{edit}preview/?mode=", Cookie=cookies)
    assert status == 200
    assert b"Not saved yet" in preview
    assert "no-store" in headers["Cache-Control"]
    assert cluster.b.get(f"{edit}preview/?mode=")[0] == 302  # to the log-in


def test_the_limit_of_the_api_counts_both_hosts(cluster):
    for attempt in range(2):
        statuses = [
            host.get("/api/v1/statements/?language=en", X_Forwarded_For=f"198.51.100.{attempt}")[0]
            for _ in range(LIMIT // 2 + 3)
            for host in (cluster.a, cluster.b)
        ]
        # A minute may have ended meanwhile: then the second attempt is within one.
        if statuses.count(429):
            break
    assert 0 < statuses.count(200) <= LIMIT
    assert statuses[-1] == 429


def test_failed_log_ins_are_counted_by_both_hosts(cluster):
    def attempt(host: Deployment, password: str) -> int:
        _, headers, page = host.get("/admin/login/", X_Forwarded_For="198.51.100.77")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()
        status, _, _ = host.post(
            "/admin/login/",
            {"csrfmiddlewaretoken": token, "username": "nia", "password": password},
            Cookie=headers["Set-Cookie"].split(";")[0],
            X_Forwarded_For="198.51.100.77",
        )
        return status

    for _ in range(4):
        for host in (cluster.a, cluster.b):
            attempt(host, "wrong")

    assert attempt(cluster.a, PASSWORD) == attempt(cluster.b, PASSWORD) == 429


def test_a_picture_uploaded_on_one_host_is_served_by_both_in_all_sizes(cluster):
    before = cluster.store.names()
    status, _, _ = upload(
        cluster.on(cluster.a),
        "/admin/images/add/",
        {"title": "Bridge", "collection": "1"},
        name="bridge.jpg",
        content=picture(),
    )
    assert status == 302
    (original,) = {name for name in cluster.store.names() - before if "original_images/" in name}

    def sizes() -> list[str]:
        return re.search(r"RENDITIONS(.*)", cluster.worker.shell(RENDITIONS))[1].split()

    assert wait_for(lambda: len(sizes()) >= 6, seconds=90), cluster.worker.log("worker")
    names = [original.removeprefix("lectern/"), *sizes()]
    assert cluster.a.get(f"/media/{names[0]}")[0] == 404  # no public page shows it
    cluster.worker.shell(SHOW_PICTURE)
    for host in (cluster.a, cluster.b):
        for name in names:
            status, headers, body = host.get(f"/media/{name}")
            assert (status, len(body)) == (200, int(headers["Content-Length"])), name
            assert headers["Cache-Control"].startswith("public, max-age=3600")
    for name in names[1:]:
        _, _, body = cluster.b.get(f"/media/{name}")
        with Image.open(io.BytesIO(body)) as size:
            assert not size.getexif()
    assert anonymous_status(cluster.store, original) == 403


SECRET_PDF = b"%PDF-1.7 secret\nstartxref\n0\n%%EOF"


def test_a_restricted_document_has_no_other_address(cluster):
    before = cluster.store.names()
    status, _, _ = upload(
        cluster.on(cluster.a),
        "/admin/documents/add/",
        {"title": "Embargoed", "collection": str(cluster.embargoed)},
        name="embargoed.pdf",
        content=SECRET_PDF,
    )
    assert status == 302
    (name,) = cluster.store.names() - before
    listing = cluster.b.get("/admin/documents/", Cookie=cluster.on(cluster.b).cookies)[2]
    (address,) = set(re.findall(r'href="(/documents/[^"]+/embargoed\.pdf)"', listing.decode()))

    status, headers, _ = cluster.b.get(address)
    assert (status, headers["Location"].startswith("/_util/login/")) == (302, True)
    assert cluster.b.get("/media/" + name.removeprefix("lectern/"))[0] == 404
    assert anonymous_status(cluster.store, name) == 403
    status, headers, body = cluster.b.get(address, Cookie=cluster.on(cluster.b).cookies)
    assert (status, body) == (200, SECRET_PDF)
    assert "private" in headers["Cache-Control"]


def anonymous_status(store: ObjectStore, name: str) -> int:
    """Return what the store itself answers to anyone who guesses a name."""
    try:
        address = f"{store.endpoint}/{BUCKET}/{name}"
        with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310  (our own address)
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def test_redirects_uploaded_on_one_host_are_imported_by_the_other(cluster):
    table = io.StringIO()
    csv.writer(table).writerows([["from", "to"], ["/old-address/", "https://localhost/news/"]])
    status, _, page = upload(
        cluster.on(cluster.a),
        "/admin/redirects/import/",
        {"import_file_format": "0", "input_format": "0"},
        name="redirects.csv",
        content=table.getvalue().encode(),
    )
    assert status == 200
    values = form_values(page, form={"action": "/admin/redirects/import/process/"})

    status, _, _ = cluster.b.post(
        "/admin/redirects/import/process/",
        {**values, "from_index": "0", "to_index": "1", "permanent": "on"},
        Cookie=cluster.on(cluster.b).cookies,
    )

    assert status == 302
    for host in (cluster.a, cluster.b):
        status, headers, _ = host.get("/old-address/")
        assert (status, headers["Location"]) == (301, "https://localhost/news/")


def test_pages_are_shared_through_the_cache(cluster):
    cluster.a.get("/news/?page=1")
    with cluster.cache.client() as client:
        assert client.dbsize() > 0


def test_without_the_cache_every_page_is_right_and_none_waits(cluster, stopped_cache):
    cluster.publish("Third", host=cluster.a)

    assert cluster.lists_naming("Third", host=cluster.b) == everywhere()
    assert cluster.statuses("Third", host=cluster.a) == {200}


def test_with_a_hanging_cache_pages_wait_a_moment_at_most(cluster, hanging_cache):
    for host in (cluster.a, cluster.b):
        slowest = max(seconds(host, f"/news/?ignored={number}") for number in range(6))
        assert slowest < 5, slowest  # a slow machine; without the limit it would never end
    cluster.withdraw("Third", host=cluster.b)

    assert cluster.lists_naming("Third", host=cluster.a) == set()


def test_without_the_object_store_pages_are_served_and_pictures_answer_503(cluster):
    name = next(name for name in cluster.store.names() if "original_images/" in name)
    cluster.store.stop()
    try:
        assert cluster.a.get("/news/")[0] == 200
        status, headers, _ = cluster.a.get("/media/" + name.removeprefix("lectern/"))
        assert (status, headers["Cache-Control"]) == (503, "no-store")
    finally:
        cluster.store.start()
    assert cluster.a.get("/media/" + name.removeprefix("lectern/"))[0] == 200


def test_without_elasticsearch_search_says_so_and_no_host_answers_from_a_file(cluster):
    cluster.node.kill()
    cluster.publish("Fourth", host=cluster.a)

    assert cluster.lists_naming("Fourth", host=cluster.b) == everywhere()
    for path in SEARCHES.values():
        assert cluster.b.get(path)[0] == 503

    cluster.node.start()
    assert wait_for(lambda: cluster.finds("Fourth", host=cluster.b), seconds=90)
    for host in (cluster.a, cluster.b, cluster.worker):
        assert not list((host.folder / "data").rglob("*archive-*"))


def test_a_backup_has_the_uploads_of_the_store_and_restores_into_another(
    cluster, postgresql_server, tmp_path, require
):
    if not shutil.which("pg_dump"):
        require("pg_dump", reason="pg_dump is not installed (apt install postgresql-client)")
    file = tmp_path / "lectern.tar.gz"
    made = cluster.worker.entrypoint("backup", str(file))
    assert made.returncode == 0, made.stderr
    with tarfile.open(file) as archive:
        kept = {name for name in archive.getnames() if name.startswith("media/")}
    names = {name for name in cluster.store.names() if name.startswith("lectern/")}
    assert kept == {f"media/{name.removeprefix('lectern/')}" for name in names}
    database = f"restored_{os.getpid()}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')
    elsewhere = {
        "DATABASE_URL": postgresql_server.rsplit("/", 1)[0] + f"/{database}",
        "MEDIA_STORAGE_URL": cluster.store.media_storage_url.replace("/lectern", "/restored"),
    }
    cluster.store.client.put_object(Bucket=BUCKET, Key="restored/images/stray.jpg", Body=b"stray")

    refused = cluster.worker.entrypoint("restore", str(file), **elsewhere)
    done = cluster.worker.entrypoint("restore", str(file), "--force", **elsewhere)

    assert (refused.returncode, "it has uploads" in refused.stderr) == (2, True)
    assert done.returncode == 0, done.stderr
    restored = {name for name in cluster.store.names() if name.startswith("restored/")}
    assert restored == {name.replace("lectern/", "restored/", 1) for name in names}
    shown = cluster.worker.entrypoint("shell", "--no-imports", "-c", STATEMENTS, **elsewhere)
    assert "Fourth" in shown.stdout

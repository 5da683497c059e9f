"""nginx in front of gunicorn and the worker, as an operator runs them, on PostgreSQL."""

import os
import re
import signal
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests import postgresql
from tests.config import nginx
from tests.config.deployment import Deployment, deployed, wait_for
from tests.config.nginx import Proxy
from tests.postgresql import NewServer
from tests.template_database import PostgreSQLTemplate

pytestmark = [
    pytest.mark.needs("postgresql"),
    pytest.mark.needs("postgresql programs"),
    pytest.mark.needs("nginx"),
]

MAKE_AN_OFFICE = """
from django.contrib.auth import get_user_model
from newsroom.models import PartnerKey
from tests.factories import make_image, make_office, make_statement
office = make_office(hostname="localhost")
for language in ("en", "cy"):
    for name in ("first", "second", "third"):
        make_statement(office, title=f"{name} {language}", language=language, publish=True)
get_user_model().objects.create_superuser("nia", "nia@example.wales", "a long native sentence")
key = PartnerKey(site=office.site, name="Partner")
print("KEY", key.assign_token())
key.save()
picture = make_image()
make_statement(office, title="Pictured", lead_image=picture, lead_image_alt="A", publish=True)
print("PICTURE", picture.file.url)
"""
# Publishes new words, asks through nginx until it has them, and prints how many seconds after the
# publication the last request began that was answered with old words.
PUBLISH = """
import http.client, ssl, time
from newsroom.models import ArticlePage
page = ArticlePage.objects.get(slug={slug!r})
page.title = {title!r}
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
def is_new(path):
    connection = http.client.HTTPSConnection("localhost", {port}, context=context)
    connection.request("GET", path, headers={{"Host": "localhost"}})
    return {title!r} in connection.getresponse().read().decode()
for path in {paths!r}:
    assert not is_new(path)
page.save_revision().publish()
published, last_old = time.monotonic(), 0.0
waiting = list({paths!r})
while waiting and time.monotonic() - published < 20:
    asked = time.monotonic()
    if is_new(waiting[-1]):
        waiting.pop()
    else:
        last_old = asked - published
print("MISSING", waiting)
print("SECONDS", last_old)
"""
EXPIRE = """
from datetime import timedelta
from django.utils import timezone
from newsroom.models import ArticlePage
page = ArticlePage.objects.get(slug={slug!r})
page.expire_at = timezone.now() + timedelta(seconds={seconds})
page.save_revision().publish()
"""
PAGE_ID = (
    "from newsroom.models import ArticlePage; print('ID', ArticlePage.objects.get(slug={!r}).pk)"
)
PATHS = {
    "en": ("/", "/news/", "/news/rss.xml", "/api/v1/statements/"),
    "cy": ("/cy/", "/cy/newyddion/", "/cy/newyddion/atom.xml", "/api/v1/statements/"),
}
FOLDERS = {"en": "/news/", "cy": "/cy/newyddion/"}
STORED_PATHS = [
    path
    for language, folder in FOLDERS.items()
    for path in (*PATHS[language], f"{folder}first-{language}/")
]
SEARCHES = ["/search/?q=words", "/cy/chwilio/?q=geiriau"]


@pytest.fixture(scope="module")
def database(postgresql_server) -> Iterator[NewServer]:
    """A server that only these tests use, so that they can stop it."""
    with postgresql.new_server() as server:
        PostgreSQLTemplate(postgresql_server).copy_to_server(server.url)
        yield server


@pytest.fixture(scope="module")
def deployment(database, tmp_path_factory) -> Iterator[Deployment]:
    """An office on a web server with two workers, and the worker."""
    folder = tmp_path_factory.mktemp("behind-nginx")
    variables = {
        "WEB_CONCURRENCY": "2",
        "STATIC_ROOT": str(folder / "data" / "static"),
        "PROXY_PURGE": "true",
    }
    with deployed(database.url, folder=folder, **variables) as made:
        told = made.shell(MAKE_AN_OFFICE)
        made.picture = re.search(r"PICTURE (\S+)", told)[1]
        made.key = re.search(r"KEY (\S+)", told)[1]
        yield made


@pytest.fixture(scope="module")
def proxy(deployment, tmp_path_factory) -> Iterator[Proxy]:
    """nginx in front of it."""
    folder = tmp_path_factory.mktemp("nginx")
    address = f"127.0.0.1:{deployment.port}"
    data = deployment.folder / "data"
    with nginx.running(folder, application=address, data=data) as started:
        yield started


@pytest.fixture(autouse=True)
def _running(deployment, database) -> None:
    """Start what an earlier test has ended."""
    database.start()
    for service in ("web", "worker"):
        process = deployment.processes.get(service)
        if process is None or process.poll() is not None:
            deployment.start(service)
    assert wait_for(lambda: deployment.get("/readyz")[0] == 200, seconds=60), deployment.log("web")
    assert wait_for((deployment.folder / "data/proxy/all").exists, seconds=30)


def kill(deployment: Deployment, service: str) -> None:
    """Kill a service without warning."""
    os.killpg(deployment.processes[service].pid, signal.SIGKILL)
    deployment.processes[service].wait()


def is_unavailable(status: int, body: bytes) -> bool:
    """Return whether the answer says in both languages that nothing can be shown now."""
    texts = ("Not available for the moment", "Ddim ar gael am y tro")
    return (
        status == 503
        and all(text in body.decode() for text in texts)
        and b"Traceback" not in body
        and b"psycopg" not in body
    )


def page_id(deployment: Deployment, slug: str) -> int:
    """Return the id of a statement."""
    return int(re.search(r"ID (\d+)", deployment.shell(PAGE_ID.format(slug)))[1])


def log_in(proxy: Proxy) -> str:
    """Log in through nginx; return the cookies."""
    form = proxy.get("/admin/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)[1].decode()
    fields = {"csrfmiddlewaretoken": token, "username": "nia", "password": "a long native sentence"}
    answer = proxy.post("/admin/login/", urlencode(fields), cookies=form.cookies)
    assert answer.status == 302, answer.body
    return answer.cookies


@pytest.mark.parametrize("language", ["en", "cy"])
def test_pages_lists_feeds_and_the_api_come_from_the_cache(proxy, language):
    for path in (*PATHS[language], f"{FOLDERS[language]}first-{language}/", "/sitemap.xml"):
        first, second = proxy.get(path), proxy.get(path, Cookie="consent=1")
        assert (first.status, second.status) == (200, 200), path
        assert second.cache == "HIT", path
        assert second.body == first.body
        assert "strict-transport-security" in second.headers
        assert "set-cookie" not in second.headers
        tag = second.headers["etag"]
        assert proxy.get(path, If_None_Match=tag).status == 304


@pytest.mark.parametrize("language", ["en", "cy"])
def test_new_words_come_from_everywhere_within_a_second(deployment, proxy, language):
    """The worker purges: the publication is no request to the web server."""
    paths = [f"{FOLDERS[language]}first-{language}/", *PATHS[language]]
    code = PUBLISH.format(
        slug=f"first-{language}", title=f"New {language} words", port=proxy.port, paths=paths
    )

    told = deployment.shell(code)

    assert "MISSING []" in told
    assert float(re.search(r"SECONDS (\S+)", told)[1]) < 1


@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_an_editor_withdraws_is_gone_when_the_editor_is_answered(deployment, proxy, language):
    """Also without the worker."""
    path = f"{FOLDERS[language]}second-{language}/"
    number = page_id(deployment, f"second-{language}")
    cookies = log_in(proxy)
    kill(deployment, "worker")
    for each in (path, *PATHS[language]):
        proxy.get(each)
        assert f"second {language}" in proxy.get(each).body.decode()
    form = proxy.get(f"/admin/pages/{number}/unpublish/", Cookie=cookies)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)[1].decode()

    answer = proxy.post(
        f"/admin/pages/{number}/unpublish/",
        urlencode({"csrfmiddlewaretoken": token}),
        cookies=cookies,
    )

    assert answer.status == 302, answer.body
    assert proxy.get(path).status in (404, 410)
    for each in PATHS[language]:
        assert f"second {language}" not in proxy.get(each).body.decode(), each


def test_the_admin_and_keys_are_never_answered_from_the_cache(deployment, proxy):
    cookies = log_in(proxy)
    for _ in range(2):
        page = proxy.get("/admin/", Cookie=cookies)
        assert (page.status, page.cache) == (200, "")
        assert "no-store" in page.headers["cache-control"]
        assert proxy.get("/admin/").status == 302
        key = {"Authorization": f"Bearer {deployment.key}"}
        answer = proxy.get("/api/v1/statements/", **key)
        assert (answer.status, answer.cache) == (200, "")
        assert "no-store" in answer.headers["cache-control"]
        wrong = proxy.get("/api/v1/statements/", Authorization="Bearer lectern_wrong")
        assert wrong.status == 401
        signed_in = proxy.get("/", Cookie=cookies)
        assert (signed_in.status, signed_in.cache) == (200, "")
    assert proxy.get("/api/v1/statements/").status == 200


def test_the_largest_document_is_taken_and_a_larger_one_is_an_error_of_the_form(proxy):
    cookies = log_in(proxy)
    form = proxy.get("/admin/documents/add/", Cookie=cookies)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)[1].decode()
    collection = re.search(rb'name="collection"[^>]*value="(\d+)"', form.body)
    number = collection[1].decode() if collection else "1"
    megabytes = 20 * 1024 * 1024
    for size, status in ((megabytes, 302), (megabytes + 1, 200)):
        fields = {"csrfmiddlewaretoken": token, "title": "Large", "collection": number}
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts.append(
            '--edge\r\nContent-Disposition: form-data; name="file"; filename="large.txt"\r\n\r\n'
            f"{'x' * size}\r\n--edge--\r\n"
        )
        answer = proxy.post(
            "/admin/documents/add/",
            "".join(parts),
            cookies=cookies,
            content_type="multipart/form-data; boundary=edge",
        )
        assert answer.status == status, answer.body[:500]


def test_search_is_kept_for_no_longer_than_a_second(proxy):
    path = "/search/?q=words"
    assert proxy.get(path).cache in ("MISS", "EXPIRED")
    time.sleep(2.1)
    assert proxy.get(path).cache == "EXPIRED"


def test_what_is_missing_is_kept_briefly_and_appears_at_once(deployment, proxy):
    path = "/news/soon/"
    assert [proxy.get(path).status for _ in range(2)] == [404, 404]
    assert proxy.get(path).cache == "HIT"

    deployment.shell(
        "from newsroom.models import ArticlePage\n"
        "page = ArticlePage.objects.get(slug='third-en')\n"
        "page.slug = 'soon'\n"
        "page.save_revision().publish()\n"
    )

    assert wait_for(lambda: proxy.get(path).status == 200, seconds=5)


def test_an_expiry_is_kept_also_while_nothing_runs(deployment, proxy):
    deployment.shell(EXPIRE.format(slug="third-cy", seconds=12))
    path = "/cy/newyddion/third-cy/"
    began = time.monotonic()
    assert [proxy.get(path).status for _ in range(2)] == [200, 200]
    assert proxy.get(path).cache == "HIT"
    kill(deployment, "worker")
    kill(deployment, "web")
    assert proxy.get(path).status == 200

    time.sleep(max(0.0, 13 - (time.monotonic() - began)))

    assert proxy.get(path).status == 503
    assert b"third cy" not in proxy.get("/cy/newyddion/").body


@pytest.mark.parametrize("language", ["en", "cy"])
def test_pages_files_and_pictures_are_readable_while_the_application_is_away(
    deployment, proxy, language
):
    paths = [*PATHS[language], f"{FOLDERS[language]}first-{language}/"]
    bodies = {path: proxy.get(path).body for path in paths}
    style = re.search(rb'href="(/static/[^"]+\.css)"', bodies[paths[0]])[1].decode()
    assert proxy.get(deployment.picture).status == 200
    kill(deployment, "web")

    for path in paths:
        answer = proxy.get(path)
        assert (answer.status, answer.body) == (200, bodies[path]), path
    assert "immutable" in proxy.get(style).headers["cache-control"]
    assert proxy.get(style, Accept_Encoding="br").headers["content-encoding"] == "br"
    assert proxy.get(deployment.picture).body.startswith(b"\xff\xd8")
    assert proxy.get("/news/not-asked-before/").status == 503


def test_pages_are_readable_while_the_database_is_away(deployment, proxy, database):
    """The web server runs and has copies, but cannot know whether they are still right."""
    bodies = {path: proxy.get(path).body for path in (*STORED_PATHS, *SEARCHES)}
    database.stop()

    proxy.expire_stored()

    for path, body in bodies.items():
        for _ in range(2):
            answer = proxy.get(path)
            assert (answer.status, answer.body, answer.cache) == (200, body, "STALE"), path
    for language, folder in FOLDERS.items():
        unknown = proxy.get(f"{folder}not-asked-before/")
        assert is_unavailable(unknown.status, unknown.body)
        for path in (*PATHS[language][:2], f"{folder}first-{language}/"):
            status, headers, body = deployment.get(path)
            assert is_unavailable(status, body), path
            assert f'<html lang="{language}"' in body.decode()
            assert headers["Cache-Control"] == "no-store"


def test_everything_is_right_when_the_database_has_returned(deployment, proxy, database):
    """Nothing else is started again."""
    database.stop()
    assert deployment.get("/readyz")[0] == 503
    database.start()

    assert [deployment.get(path)[0] for path in STORED_PATHS] == [200] * len(STORED_PATHS)
    for language, folder in FOLDERS.items():
        paths = [f"{folder}first-{language}/", *PATHS[language]]
        title = f"Later {language} words"
        code = PUBLISH.format(slug=f"first-{language}", title=title, port=proxy.port, paths=paths)
        assert "MISSING []" in deployment.shell(code)
    assert all(process.poll() is None for process in deployment.processes.values())


def test_pages_are_readable_while_web_server_and_database_are_away(deployment, proxy, database):
    bodies = {path: proxy.get(path).body for path in STORED_PATHS}
    database.stop()
    kill(deployment, "web")

    proxy.expire_stored()

    for path, body in bodies.items():
        answer = proxy.get(path)
        assert (answer.status, answer.body, answer.cache) == (200, body, "STALE"), path
    for folder in FOLDERS.values():
        unknown = proxy.get(f"{folder}not-asked-before/")
        assert is_unavailable(unknown.status, unknown.body)


def test_files_have_the_headers_that_the_application_gives_them(deployment, proxy):
    page = proxy.get("/").body
    style = re.search(rb'href="(/static/[^"]+\.css)"', page)[1].decode()
    for path in (style, deployment.picture):
        _, given, body = deployment.get(path)
        answer = proxy.get(path)
        assert answer.body == body
        assert answer.cache == ""
        for name, value in given.items():
            if name in ("Cache-Control", "X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
                parts = set(answer.headers[name.lower()].split(", "))
                assert parts == set(value.split(", ")), (path, name)


def test_pages_are_compressed(proxy):
    plain = proxy.get("/news/")
    for encoding in ("gzip", "br"):
        answer = proxy.get("/news/", Accept_Encoding=encoding)
        assert answer.headers["content-encoding"] == encoding
        assert len(answer.body) < len(plain.body) / 2


def test_the_application_limits_readers_by_their_own_address(proxy):
    answer = proxy.get("/api/v1/sites/", X_Forwarded_For="203.0.113.9")
    assert "ratelimit" in answer.headers
    assert proxy.get("/api/v1/sites/").cache == "HIT"


def test_nginx_complained_about_nothing_but_the_absent_application(proxy):
    for line in proxy.log().splitlines():
        assert re.search(
            r"connect\(\) failed|prematurely closed|no live upstreams|buffered to a temp", line
        ), line

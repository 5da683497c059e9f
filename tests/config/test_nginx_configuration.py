"""nginx's configuration, in front of a server that answers as each test tells it."""

import gzip
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.http.nginx_cache import NginxBackend
from tests.config import nginx
from tests.config.nginx import Proxy

pytestmark = pytest.mark.needs("nginx")

PUBLIC = "public, max-age=60, stale-while-revalidate=30, stale-if-error=300"
TEXT = "Words of the office. " * 100


class Application(ThreadingHTTPServer):
    """A server with one answer for all addresses, which remembers its requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.answer: Callable[[str], tuple[int, dict[str, str], str]]
        self.words(TEXT)

    def words(self, text: str, *, status: int = 200, **headers: str) -> None:
        """Answer with this text from now on."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {"Cache-Control": PUBLIC, "Content-Type": "text/html", **given}
        self.answer = lambda path: (status, fields, text)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.rfile.read(int(headers.get("content-length", 0)))
        self.server.requests.append((self.path, headers))
        status, fields, text = self.server.answer(self.path)
        body = text.encode()
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_POST = do_HEAD = do_GET  # noqa: N815  (names of the library)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Application]:
    """The server behind nginx."""
    application = Application()
    thread = threading.Thread(target=application.serve_forever, daemon=True)
    thread.start()
    yield application
    application.shutdown()
    application.server_close()


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Lectern's data folder."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def proxy(server, data, tmp_path_factory) -> Iterator[Proxy]:
    """nginx in front of the server."""
    address = f"127.0.0.1:{server.server_address[1]}"
    folder = tmp_path_factory.mktemp("nginx")
    with nginx.running(folder, application=address, data=data) as started:
        yield started


@pytest.fixture
def application(server, purge) -> Application:
    """The server with its usual answer, and nothing in nginx's cache."""
    server.words(TEXT)
    server.requests.clear()
    purge("localhost")
    return server


@pytest.fixture
def purge(data) -> Callable[[str], None]:
    """A function that purges a host."""
    backend = NginxBackend({"FOLDER": str(data / "proxy")})
    return lambda host: backend.purge(f"https://{host}/")


def test_nginx_accepts_the_configuration(tmp_path):
    written = nginx.write_configuration(tmp_path, application="127.0.0.1:1", data=tmp_path)

    done = subprocess.run(nginx.program(written, "-t"), capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_a_page_is_asked_for_once(proxy, application):
    answers = [proxy.get("/news/") for _ in range(3)]

    assert [answer.cache for answer in answers] == ["MISS", "HIT", "HIT"]
    assert {answer.body for answer in answers} == {TEXT.encode()}
    assert len(application.requests) == 1


def test_many_readers_of_a_new_page_are_one_request(proxy, application):
    def slow(path: str) -> tuple[int, dict[str, str], str]:
        time.sleep(0.5)
        return 200, {"Cache-Control": PUBLIC, "Content-Type": "text/html"}, TEXT

    application.answer = slow
    with ThreadPoolExecutor(20) as readers:
        answers = list(readers.map(lambda _: proxy.get("/news/debate/"), range(20)))

    assert {answer.status for answer in answers} == {200}
    assert len(application.requests) == 1


def test_a_purge_shows_new_words_at_once_and_leaves_other_hosts_alone(proxy, application, purge):
    purge("other.example")
    for host in ("localhost", "other.example"):
        proxy.get("/news/", Host=host)
    application.words("New words")

    purge("localhost")

    assert proxy.get("/news/").body == b"New words"
    assert proxy.get("/news/", Host="other.example").cache == "HIT"


def test_a_host_without_its_own_generation_is_purged_with_any_other(proxy, application, purge):
    assert proxy.get("/", Host="alias.example").cache == "MISS"
    assert proxy.get("/", Host="alias.example").cache == "HIT"

    purge("localhost")

    assert proxy.get("/", Host="alias.example").cache == "MISS"


def test_the_api_is_purged_with_any_office(proxy, application, purge):
    proxy.get("/api/v1/statements/")
    assert proxy.get("/api/v1/statements/").cache == "HIT"

    purge("other.example")

    assert proxy.get("/api/v1/statements/").cache == "MISS"


def test_an_old_answer_that_arrives_after_the_purge_is_not_found(proxy, application, purge):
    started = threading.Event()

    def slow(path: str) -> tuple[int, dict[str, str], str]:
        started.set()
        time.sleep(0.6)
        return 200, {"Cache-Control": PUBLIC}, "Old words"

    application.answer = slow
    with ThreadPoolExecutor(1) as reader:
        old = reader.submit(proxy.get, "/news/")
        started.wait(5)
        application.words("New words")
        purge("localhost")
        assert proxy.get("/news/").body == b"New words"
        assert old.result().body == b"Old words"

    assert proxy.get("/news/").body == b"New words"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "__Host-session=abc"},
        {"Cookie": "theme=dark; sessionid=abc"},
        {"Authorization": "Bearer lectern_key"},
    ],
)
def test_identified_clients_are_neither_answered_from_the_cache_nor_stored(
    proxy, application, headers
):
    proxy.get("/news/")
    application.words("For one client")
    assert proxy.get("/news/", **headers).body == b"For one client"
    assert proxy.get("/other/", **headers).body == b"For one client"
    application.words("For everyone")

    assert proxy.get("/news/").body == TEXT.encode()
    assert proxy.get("/other/").body == b"For everyone"


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "__Host-session=abc"}, {"Authorization": "Bearer lectern_key"}],
)
def test_the_application_learns_which_copy_an_identified_client_has(proxy, application, headers):
    proxy.get("/api/v1/statements/", If_None_Match='"one"', **headers)

    assert application.requests[0][1]["if-none-match"] == '"one"'


@pytest.mark.parametrize(
    "headers",
    [
        {"Set_Cookie": "__Host-session=abc"},
        {"Cache_Control": "private, no-store"},
        {"Cache_Control": "private, max-age=60"},
        {"Cache_Control": "public, no-cache"},
        {"Cache_Control": "public, max-age=0"},
    ],
)
def test_answers_that_are_not_for_everyone_are_not_stored(proxy, application, headers):
    application.words("Once", **headers)
    assert proxy.get("/news/").body == b"Once"
    application.words("Twice")

    assert proxy.get("/news/").body == b"Twice"


def test_the_admin_is_never_stored(proxy, application):
    assert [proxy.get("/admin/login/").cache for _ in range(2)] == ["", ""]
    assert len(application.requests) == 2


def test_documents_are_never_stored(proxy, application):
    """Nothing purges them: no page changes when a document is deleted or becomes private."""
    assert [proxy.get("/documents/token/paper.pdf").cache for _ in range(2)] == ["", ""]
    assert len(application.requests) == 2


def test_forms_are_passed_on(proxy, application):
    proxy.get("/search/alerts/")
    application.words("Sent")

    assert proxy.get("/search/alerts/", method="POST").body == b"Sent"
    assert proxy.post("/search/alerts/", "q=debate", cookies="sessionid=abc").body == b"Sent"
    assert application.requests[-1][1]["content-length"] == "8"


def test_cookies_of_readers_do_not_split_the_cache(proxy, application):
    cookies = ["consent=1", "__Host-csrf=abc", "not__Host-session=1; xsessionid=2"]
    answers = [proxy.get("/news/"), *(proxy.get("/news/", Cookie=cookie) for cookie in cookies)]

    assert [answer.cache for answer in answers] == ["MISS", "HIT", "HIT", "HIT"]


def test_tracking_parameters_do_not_split_the_cache(proxy, application):
    proxy.get("/news/")
    proxy.get("/news/?page=2")

    for query in ("?utm_source=x&utm_medium=y", "?fbclid=1", "?gclid=2&utm_id="):
        assert proxy.get(f"/news/{query}").cache == "HIT"
    for query in ("?page=2&utm_source=x&fbclid=y", "?utm_source=x&page=2"):
        assert proxy.get(f"/news/{query}").cache == "HIT"
    assert [path for path, _ in application.requests] == ["/news/", "/news/?page=2"]


def test_other_parameters_and_escapes_reach_the_application_as_they_are(proxy, application):
    paths = [
        *("/news/?page=2&x=utm_source", "/a%3Fpage=2?utm_source=x", "/a?page=2", "/a%2Fb"),
        *("/api/v1/statements/?utm_source=x", "/search/?q=a+b%26c&utm_source=x&sort=newest"),
    ]
    for path in paths:
        proxy.get(path)

    assert [path for path, _ in application.requests] == paths


def test_readers_ask_again_each_time_and_files_live_a_year(proxy, application):
    page = proxy.get("/news/")
    assert page.headers["cache-control"] == "public, no-cache"
    application.words("File", Cache_Control="public, max-age=31536000, immutable")
    assert "immutable" in proxy.get("/office.css").headers["cache-control"]
    application.words("Private", Cache_Control="private, no-store")
    assert proxy.get("/private/").headers["cache-control"] == "private, no-store"


def test_a_copy_that_is_still_right_costs_no_body(proxy, application):
    application.words(TEXT, ETag='"one"')
    proxy.get("/news/")

    for tag in ('"one"', 'W/"one"'):
        answer = proxy.get("/news/", If_None_Match=tag)
        assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {"X_Accel_Redirect": "@stored"})])
def test_pages_are_readable_while_the_application_is_away(proxy, application, status, headers):
    application.words(TEXT, Cache_Control="public, max-age=1, stale-if-error=300")
    proxy.get("/news/")
    time.sleep(2.1)
    application.words("Broken", status=status, Cache_Control="no-store", **headers)

    for _ in range(2):
        answer = proxy.get("/news/")
        assert (answer.status, answer.body, answer.cache) == (200, TEXT.encode(), "STALE")
    application.words("Repaired")
    assert proxy.get("/news/").body == b"Repaired"


def test_without_leave_no_old_copy_is_shown_while_the_application_is_away(proxy, application):
    application.words(TEXT, Cache_Control="public, max-age=1, stale-if-error=2")
    proxy.get("/news/")
    time.sleep(4.1)
    application.words("Broken", status=500, Cache_Control="no-store")

    assert proxy.get("/news/").status == 503


def test_a_page_that_says_that_a_part_is_away_is_passed_on(proxy, application):
    application.words(TEXT, Cache_Control="public, max-age=1, stale-if-error=300")
    proxy.get("/search/?q=debate")
    time.sleep(2.1)
    application.words("Search is away", status=503, Cache_Control="no-store")

    answer = proxy.get("/search/?q=debate")

    assert (answer.status, answer.body) == (503, b"Search is away")


def test_what_is_gone_is_not_shown_from_the_cache(proxy, application):
    for status in (403, 404, 410):
        application.words(TEXT, Cache_Control="public, max-age=1, stale-if-error=300")
        path = f"/news/gone-{status}/"
        proxy.get(path)
        time.sleep(2.1)
        application.words("Gone", status=status, Cache_Control="no-store")

        assert proxy.get(path).status == status


def test_nothing_outlives_the_moment_that_its_headers_name(proxy, application):
    application.words("Before", Cache_Control="public, max-age=2")
    proxy.get("/news/")
    assert proxy.get("/news/").cache == "HIT"
    application.words("After")
    time.sleep(3.1)

    assert proxy.get("/news/").body == b"After"


def test_what_follows_the_index_is_stored_for_a_second(proxy, application):
    application.words("Before", X_Accel_Expires="1", Cache_Control="public, max-age=60")
    first, second = proxy.get("/search/?q=x"), proxy.get("/search/?q=x")
    assert (first.cache, second.cache) == ("MISS", "HIT")
    assert "x-accel-expires" not in first.headers
    application.words("After")
    time.sleep(2.1)

    assert proxy.get("/search/?q=x").body == b"After"


def test_without_any_copy_readers_are_told_in_both_languages(tmp_path, data):
    with nginx.running(tmp_path, application="127.0.0.1:9", data=data) as alone:
        answer = alone.get("/news/")

    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert answer.headers["cache-control"] == "no-store"
    assert b"Ddim ar gael" in answer.body
    assert f"<code>{answer.headers['x-request-id']}</code>".encode() in answer.body


def test_the_application_learns_the_address_and_scheme_of_the_reader(proxy, application):
    forged = {"X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil", "Forwarded": "for=1.2.3.4"}
    proxy.get("/news/", X_Forwarded_For="203.0.113.9", **forged)

    _, headers = application.requests[0]
    assert headers["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"  # the last is nginx's own
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == "localhost"
    assert not {"x-forwarded-host", "forwarded"} & set(headers)


def test_the_remaining_requests_of_a_client_are_not_stored(proxy, application):
    application.words("{}", RateLimit='"address";r=7', RateLimit_Policy='"address";q=120')

    first, second = proxy.get("/api/v1/"), proxy.get("/api/v1/")

    assert first.headers["ratelimit"] == '"address";r=7'
    assert second.cache == "HIT"
    assert not {"ratelimit", "ratelimit-policy"} & set(second.headers)


@pytest.mark.parametrize(("accepted", "used"), [("gzip", "gzip"), ("gzip, br", "br"), ("", None)])
def test_pages_are_compressed(proxy, application, accepted, used):
    for _ in range(2):
        answer = proxy.get("/news/", Accept_Encoding=accepted)
        assert answer.headers.get("content-encoding") == used
    assert answer.cache == "HIT"
    assert answer.headers["vary"] == "Accept-Encoding"
    if used == "gzip":
        assert gzip.decompress(answer.body).decode() == TEXT
    if used:
        assert len(answer.body) < len(TEXT) / 5


def test_files_come_from_the_disk_where_they_are_there(proxy, application, data):
    (data / "static" / "lectern").mkdir(parents=True)
    (data / "static" / "lectern" / "a.0123456789ab.css").write_text("body {}")
    (data / "static" / "lectern" / "a.0123456789ab.css.br").write_text("brotli")

    style = proxy.get("/static/lectern/a.0123456789ab.css")
    assert (style.headers["content-type"], style.body) == ("text/css", b"body {}")
    assert "immutable" in style.headers["cache-control"]
    compressed = proxy.get("/static/lectern/a.0123456789ab.css", Accept_Encoding="br")
    assert (compressed.headers["content-encoding"], compressed.body) == ("br", b"brotli")
    assert application.requests == []
    assert proxy.get("/static/lectern/elsewhere.css").body == TEXT.encode()


@pytest.fixture
def picture(data, application) -> str:
    """The address of a picture on the disk, which everybody may have."""
    folder = data / "media" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.webp").write_bytes(b"RIFF")
    application.words("", status=204, X_Picture_Cache_Control="public, max-age=3600, s-maxage=0")
    return "/media/images/a.webp"


def test_a_public_picture_comes_from_the_disk_and_is_asked_about_once(
    proxy, application, picture, purge
):
    for _ in range(3):
        answer = proxy.get(picture)
        assert (answer.status, answer.body) == (200, b"RIFF")
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "public, max-age=3600, s-maxage=0"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    tag = answer.headers["etag"]
    assert proxy.get(picture, If_None_Match=tag).status == 304
    assert [path for path, _headers in application.requests] == [f"/media-access{picture}"]

    # A picture is private again after the next change, of whatever office.
    application.words("", status=403, Cache_Control="no-store")
    purge("elsewhere.example")

    for address in (picture, f"{picture}?a", "/media/images/%61.webp", "/media/images//a.webp"):
        answer = proxy.get(address)
        assert answer.status == 404
        assert b"RIFF" not in answer.body
        assert answer.headers["cache-control"] == "no-store"
    assert proxy.get("/picture-access").status == 404
    assert proxy.post(picture, "a=1", cookies="").status == 405


def test_a_private_picture_is_for_the_client_that_asks(proxy, application, picture):
    application.words(
        "",
        status=204,
        Cache_Control="private, no-store",
        X_Picture_Cache_Control="private, no-store",
    )
    for _ in range(2):
        answer = proxy.get(picture, Cookie="__Host-session=editor")
        assert (answer.status, answer.body) == (200, b"RIFF")
        assert answer.headers["cache-control"] == "private, no-store"
    assert [headers["cookie"] for _path, headers in application.requests] == [
        "__Host-session=editor",
        "__Host-session=editor",
    ]
    application.words("", status=403, Cache_Control="no-store")
    assert proxy.get(picture).status == 404


def test_pictures_outlast_the_application_as_pages_do(proxy, application, picture):
    assert proxy.get(picture).status == 200
    application.words("", status=503, Cache_Control="no-store")
    proxy.expire_stored()

    assert proxy.get(picture).body == b"RIFF"
    unknown = proxy.get(f"{picture}?other")
    assert unknown.status == 503
    assert b"Ddim ar gael" in unknown.body


def test_a_picture_of_an_object_store_is_kept_but_asked_about(proxy, application, picture, purge):
    allowed = {"Cache-Control": PUBLIC, "X-Picture-Cache-Control": "public, max-age=3600"}
    stored = {"Cache-Control": "public", "X-Accel-Expires": "3600", "Content-Type": "image/webp"}

    def answer(path: str) -> tuple[int, dict[str, str], str]:
        if path.startswith("/media-access/"):
            return 204, allowed, ""
        return 200, stored, "FROM STORE"

    application.answer = answer
    elsewhere = "/media/images/elsewhere.webp"
    assert [proxy.get(elsewhere).body for _ in range(2)] == [b"FROM STORE"] * 2
    assert proxy.get(elsewhere).headers["cache-control"] == "public, max-age=3600"
    assert len(application.requests) == 2
    purge("localhost")
    assert proxy.get(elsewhere).cache == "HIT"
    assert [path for path, _ in application.requests][2:] == [f"/media-access{elsewhere}"]
    application.words("", status=403, Cache_Control="no-store")
    purge("localhost")
    assert proxy.get(elsewhere).status == 404


def test_other_files_of_the_data_folder_are_the_application_s(proxy, application, data):
    secret = data / "media" / "documents"
    secret.mkdir(parents=True)
    (secret / "draft.pdf").write_text("SECRET")
    (data / "lectern.sqlite3").write_text("SECRET")
    paths = [
        *("/media/documents/draft.pdf", "/media/images/../documents/draft.pdf"),
        *("/media/images/%2e%2e/documents/draft.pdf", "/static/../lectern.sqlite3"),
        *("/static/%2e%2e/lectern.sqlite3", "/static/..%2flectern.sqlite3", "/lectern.sqlite3"),
    ]
    for path in paths:
        assert b"SECRET" not in proxy.get(path).body, path


def test_plain_http_is_sent_to_https_but_certificates_can_be_proved(proxy, data):
    answer = proxy.get_plain("/news/?page=2")
    assert (answer.status, answer.headers["location"]) == (301, "https://localhost/news/?page=2")
    proof = data / "acme" / ".well-known" / "acme-challenge"
    proof.mkdir(parents=True)
    (proof / "token").write_text("proof")

    assert proxy.get_plain("/.well-known/acme-challenge/token").body == b"proof"


def test_before_the_first_purge_pages_live_as_long_as_they_say(tmp_path, server):
    server.words(TEXT)
    address = f"127.0.0.1:{server.server_address[1]}"
    with nginx.running(tmp_path / "nginx", application=address, data=tmp_path) as fresh:
        answers = [fresh.get("/fresh/") for _ in range(2)]
        log = fresh.log()

    assert [answer.cache for answer in answers] == ["MISS", "HIT"]
    assert "[crit]" not in log


def test_each_request_has_one_id_for_reader_application_and_log(proxy, application):
    answers = [proxy.get("/news/", X_Request_ID="from-the-reader") for _ in range(2)]

    assert [answer.cache for answer in answers] == ["MISS", "HIT"]
    numbers = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(numbers)) == 2
    assert [headers["x-request-id"] for _, headers in application.requests] == numbers[:1]
    lines = {line["request_id"]: line for line in proxy.requests()}
    assert [lines[number]["cache"] for number in numbers] == ["MISS", "HIT"]
    assert {lines[number]["path"] for number in numbers} == {"/news/"}


def test_the_log_of_requests_names_no_reader(proxy, application):
    words, token, mail = "marker-words", "marker-token", "marker@example.org"
    for path in ("/search/", "/embargo/{}/cy/", "/calendar/{}.ics", "/documents/{}/{}.pdf"):
        proxy.get(path.format(token, token) + f"?q={words}", User_Agent=words, Referer=words)
    for path in ("/search/alerts/manage/{}/", "/cy/chwilio/hysbysiadau/rheoli/{}/"):
        proxy.get(path.format(token))
    proxy.get(f"/admin/password_reset/confirm/Mg/{token}/")
    proxy.get(f"/news/{mail}", Authorization=f"Bearer {token}", Cookie=f"sessionid={token}")
    proxy.get_plain(f"/search/?q={words}")

    log = (proxy.folder / "access.log").read_text()
    assert '"path": "/embargo/[hidden]"' in log
    assert not any(marker in log for marker in (words, token, mail, "127.0.0.1"))
    assert all(line["event"] == "proxy request" for line in proxy.requests())


def test_what_is_for_machines_of_the_operator_is_not_there_for_the_public(proxy, application):
    for path in ("/-/metrics", "/-/%6detrics", "//-/metrics", "/news/../-/metrics", "/-/"):
        assert proxy.get(path).status == 404, path
    assert application.requests == []


def test_nginx_has_nothing_to_complain_about(proxy):
    lines = [
        line for line in proxy.log().splitlines() if re.search(r"\[(crit|alert|emerg)\]", line)
    ]
    assert lines == []

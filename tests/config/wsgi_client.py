"""Calls the whole WSGI application, with everything that stands in front of Django."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from config.http.stored_answers import StoredAnswers
from config.observability.requests import ObservedRequests, Observer

CSRF_SECRET = "c" * 32


@dataclass(frozen=True, kw_only=True)
class WSGIAnswer:
    """The answer to a request; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    text: str


class WSGIClient:
    """Sends requests as gunicorn hands them over."""

    def __init__(
        self, *, application: Callable | None = None, observers: Iterable[Observer] = ()
    ) -> None:
        inner = application or StoredAnswers(WSGIHandler())
        self.application = ObservedRequests(inner, observers=observers)

    def get(self, path: str, **variables: str) -> WSGIAnswer:
        """Send a GET request; `variables` are those of WSGI."""
        return self._send("GET", path, b"", variables)

    def post(self, path: str, fields: dict[str, str], **variables: str) -> WSGIAnswer:
        """Send a form of our own site."""
        body = urlencode({"csrfmiddlewaretoken": CSRF_SECRET, **fields}).encode()
        form = {
            "HTTP_COOKIE": f"{settings.CSRF_COOKIE_NAME}={CSRF_SECRET}",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
        }
        return self._send("POST", path, body, {**form, **variables})

    def _send(self, method: str, path: str, body: bytes, variables: dict[str, str]) -> WSGIAnswer:
        address, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": address.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "wsgi.input": BytesIO(body),
            **variables,
        }
        setup_testing_defaults(environ)
        sent: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], error: object = None) -> object:
            sent.append((status, headers))
            return sent.append

        chunks = self.application(environ, start)
        text = b"".join(chunks).decode(errors="replace")
        if (close := getattr(chunks, "close", None)) is not None:
            close()
        status, headers = sent[0]
        return WSGIAnswer(
            status=int(status[:3]),
            headers={name.lower(): value for name, value in headers},
            text=text,
        )

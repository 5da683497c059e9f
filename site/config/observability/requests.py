"""A WSGI application around ours that gives each request an id, logs it and counts it."""

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

from config.observability import request_log, request_record

_Error = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
# Receives what is known of each request after it: record, method, status and seconds.
Observer = Callable[[request_record.RequestRecord, str, int, float], None]


class ObservedRequests:
    """The application, around all others.

    The time of a request is the time until its answer is there, without that of sending it.
    """

    def __init__(self, application: WSGIApplication, *, observers: Iterable[Observer] = ()) -> None:
        self.application = application
        self.observers = tuple(observers)

    def __call__(
        self, variables: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer the request; its id is in the response and in each line of the log."""
        began = time.perf_counter()
        record = request_record.begin(
            variables.get(request_record.HEADER, ""), is_trusted=settings.TRUSTED_PROXIES > 0
        )
        sent = ["500"]

        def start(
            status: str, headers: list[tuple[str, str]], error: _Error = None
        ) -> Callable[[bytes], object]:
            sent[0] = status
            headers.append(("X-Request-ID", record.id))
            return start_response(status, headers, error)

        body: Iterable[bytes] = ()
        try:
            body = self.application(variables, start)
        finally:
            self._finish(record, variables, status=int(sent[0][:3]), began=began)
            # The lines of a streamed response are written while it is sent.
            if not getattr(body, "streaming", False):
                request_record.end()
        return body

    def _finish(
        self,
        record: request_record.RequestRecord,
        variables: WSGIEnvironment,
        *,
        status: int,
        began: float,
    ) -> None:
        seconds = time.perf_counter() - began
        method: str = variables["REQUEST_METHOD"]
        if settings.LOG_REQUESTS:
            request_log.write(
                record, method, variables.get("PATH_INFO", ""), status=status, seconds=seconds
            )
        for observe in self.observers:
            observe(record, method, status, seconds)

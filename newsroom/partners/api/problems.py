"""Error responses of the API, as problem details (RFC 9457)."""

import json
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818  (RFC 9457 calls it a problem)
    """An error response. `parameter` names the invalid parameter, if there is one."""

    def __init__(
        self,
        status: int,
        *,
        title: str = "",
        detail: str = "",
        parameter: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail or title)
        self.status = status
        self.title = title or HTTPStatus(status).phrase
        self.detail = detail
        self.parameter = parameter
        self.headers = headers or {}

    def document(self) -> dict[str, object]:
        """Return the JSON document of the problem."""
        document: dict[str, object] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.parameter:
            document["parameter"] = self.parameter
        return document


class ProblemDocument(Schema):
    """What went wrong."""

    type: str = Field(description="Always `about:blank`: the status says what kind it is.")
    title: str = Field(description="The kind of problem, in a few words.")
    status: int = Field(description="The HTTP status once more.")
    detail: str = Field(description="What is wrong with this request.")
    parameter: str | None = Field(None, description="Which parameter is wrong, if one is.")


def problem_response(problem: Problem) -> HttpResponse:
    """Return the HTTP response of a problem."""
    response = HttpResponse(
        json.dumps(problem.document(), ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )
    if problem.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, 422, 429):
        response["Cache-Control"] = "no-store"
    return response

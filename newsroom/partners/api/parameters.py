"""Which parameters does an address of the API understand? Any other is refused by name."""

import datetime
from collections.abc import Iterable
from typing import Annotated, Any, get_origin

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from newsroom.partners.api.problems import Problem

TITLE = "Wrong parameter"
LONGEST = 1_000


class NoParameters(Schema):
    """For addresses that take none."""


def wrong(parameter: str, *, detail: str) -> Problem:
    """Return the problem of one wrong parameter."""
    return Problem(422, title=TITLE, detail=detail, parameter=parameter)


def refuse_unknown(request: HttpRequest, *, known: type[Schema]) -> None:
    """Raise a problem for a parameter that is unknown, or that is given twice and may not be."""
    for name, values in request.GET.lists():
        field = known.model_fields.get(name)
        if field is None:
            names = ", ".join(sorted(known.model_fields)) or "none"
            raise wrong(name, detail=f"There is no such parameter here. Known: {names}.")
        if len(values) > 1 and get_origin(field.annotation) is not list:
            raise wrong(name, detail="This parameter may be given once only.")
        if any("\0" in value or len(value) > LONGEST for value in values):
            raise wrong(name, detail=f"At most {LONGEST} characters, none of them zero.")


def from_validation(error: ValidationError) -> Problem:
    """Return the problem of the first parameter that could not be read."""
    first: dict[str, Any] = error.errors[0] if error.errors else {}
    names = [part for part in first.get("loc", ()) if part not in ("query", "path", "parameters")]
    name = next((str(part) for part in names if isinstance(part, str)), "")
    return wrong(name, detail=str(first.get("msg", "This parameter could not be read.")))


def _listed(value: Any) -> Any:
    """Read "a,b" and repeated parameters alike."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, Iterable):
        return [part.strip() for text in value for part in str(text).split(",") if part.strip()]
    return value


def _written_out(value: Any) -> Any:
    """Refuse a bare number, which would be read as seconds since 1970."""
    try:
        float(value)
    except (TypeError, ValueError):
        return value
    raise PydanticCustomError("date", "Write it out, for instance 2016-06-14.")


Day = Annotated[datetime.date, BeforeValidator(_written_out)]
Moment = Annotated[datetime.datetime, BeforeValidator(_written_out)]
Names = Annotated[list[str], BeforeValidator(_listed), Field(max_length=20)]

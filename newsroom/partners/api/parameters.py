"""Validation of query parameters. Unknown and repeated parameters are refused by name."""

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
MAX_LENGTH = 1_000


class NoParameters(Schema):
    """For addresses that take none."""


def invalid_parameter(parameter: str, *, detail: str) -> Problem:
    """Return the problem (422) of an invalid parameter."""
    return Problem(422, title=TITLE, detail=detail, parameter=parameter)


def refuse_unknown(request: HttpRequest, *, known: type[Schema]) -> None:
    """Raise a problem (422) for an unknown, overlong or unduly repeated parameter."""
    for name, values in request.GET.lists():
        field = known.model_fields.get(name)
        if field is None:
            names = ", ".join(sorted(known.model_fields)) or "none"
            raise invalid_parameter(
                name, detail=f"There is no such parameter here. Known: {names}."
            )
        if len(values) > 1 and get_origin(field.annotation) is not list:
            raise invalid_parameter(name, detail="This parameter may be given once only.")
        if any("\0" in value or len(value) > MAX_LENGTH for value in values):
            raise invalid_parameter(
                name, detail=f"At most {MAX_LENGTH} characters, none of them zero."
            )


def problem_from_validation(error: ValidationError) -> Problem:
    """Return the problem (422) of the first parameter that failed validation."""
    first: dict[str, Any] = error.errors[0] if error.errors else {}
    names = [part for part in first.get("loc", ()) if part not in ("query", "path", "parameters")]
    name = next((str(part) for part in names if isinstance(part, str)), "")
    return invalid_parameter(
        name, detail=str(first.get("msg", "This parameter could not be read."))
    )


def _split_values(value: object) -> object:
    """Split values at commas, so that "a,b" equals the repeated parameter."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, Iterable):
        return [part.strip() for text in value for part in str(text).split(",") if part.strip()]
    return value


def _refuse_number(value: Any) -> object:
    """Refuse a bare number, which pydantic would read as seconds since 1970."""
    try:
        float(value)
    except (TypeError, ValueError):
        return value
    raise PydanticCustomError("date", "Write it out, for instance 2016-06-14.")


Day = Annotated[datetime.date, BeforeValidator(_refuse_number)]
Moment = Annotated[datetime.datetime, BeforeValidator(_refuse_number)]
NameList = Annotated[list[str], BeforeValidator(_split_values), Field(max_length=20)]

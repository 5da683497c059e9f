"""The routers of the newsroom's endpoints, by their prefix below `/api/v1/`."""

from ninja import Router

from newsroom.partners.api.changes import router as changes_router
from newsroom.partners.api.statements import router as statements_router
from newsroom.partners.api.terms import categories_router, topics_router

routers: list[tuple[str, Router]] = [
    ("/statements/", statements_router),
    ("/changes/", changes_router),
    ("/categories/", categories_router),
    ("/topics/", topics_router),
]

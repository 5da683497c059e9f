"""Which parts of the API does the newsroom answer?"""

from ninja import Router

routers: list[tuple[str, Router]] = []

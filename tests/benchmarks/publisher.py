"""A process that publishes a statement every second, for the test of readers during publications.

It prints a JSON line for each publication: the statement, its number, and when it was done.
"""

import json
import sys
import time

from newsroom.models import ArticlePage

TITLE = "Publication {number} of statement {statement}"


def name_statements(count: int) -> None:
    """Give the newest statements titles that tell their number of publications."""
    for statement, page in enumerate(_newest(count)):
        title = TITLE.format(number=0, statement=statement)
        ArticlePage.objects.filter(pk=page.pk).update(title=title, draft_title=title)


def publish(count: int, *, seconds: float) -> None:
    """Publish one of the statements every second, in turn."""
    ids = [page.pk for page in _newest(count)]
    began = time.monotonic()
    number = 0
    while time.monotonic() - began < seconds:
        statement = number % count
        number += 1
        page = ArticlePage.objects.get(pk=ids[statement])
        page.title = TITLE.format(number=number, statement=statement)
        page.save_revision().publish()
        line = {"statement": statement, "number": number, "done": time.monotonic()}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        time.sleep(max(0.0, began + number - time.monotonic()))


def _newest(count: int) -> list[ArticlePage]:
    statements = ArticlePage.objects.filter(locale__language_code="en")
    return list(statements.order_by("-date", "-first_published_at", "-pk")[:count])

"""A process that edits content: it performs one random action for each line that it reads.

It writes one line for each as JSON: what it did, whether in one transaction, and the address that
its next action is probably about. Wagtail unpublishes a page in several transactions, between which
readers see its address as missing, then as gone.
"""

import contextlib
import json
import random
import sys

import django

django.setup()

from datetime import timedelta  # noqa: E402  (Django is set up above)

from django.db import transaction  # noqa: E402

from newsroom.media.renditions import prepare_pending  # noqa: E402
from tests.config.test_page_cache_property import PublicEditor  # noqa: E402
from tests.factories import make_office, make_statement  # noqa: E402


def main() -> None:
    """Make two offices and edit their statements until the input ends."""
    office = make_office(hostname="localhost")
    other = make_office(hostname="b.example", is_default=False, name_en="B")
    # Nothing becomes public or expires by time alone, so each answer has one cause.
    editor = PublicEditor(
        offices=[office, other], dice=random.Random(int(sys.argv[1])), minute=timedelta(days=1)
    )
    editor.own.append(make_statement(office, title="The first", publish=True).pk)
    for _number in range(8):
        editor.act()
    prepare_pending()
    report(editor)
    for number, _line in enumerate(sys.stdin):
        is_atomic = number % 2 == 0
        with transaction.atomic() if is_atomic else contextlib.nullcontext():
            editor.act()
            prepare_pending()
        report(editor, is_atomic=is_atomic)


def report(editor: PublicEditor, *, is_atomic: bool = True) -> None:
    """Write what was done, and the address of the statement of the next action."""
    done = editor.done[-1] if editor.done else ""
    focus = editor.choose_focus()
    parts = focus.get_url_parts() if focus is not None else None
    focus_parts = [*parts[1:]] if parts else []
    told = {"done": done, "is_atomic": is_atomic, "focus": focus_parts}
    print("EDITED", json.dumps(told), flush=True)


if __name__ == "__main__":
    main()

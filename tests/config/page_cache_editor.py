"""A process that edits content: it performs one random action for each line that it reads.

It writes one line for each: the addresses that its next action is probably about, as JSON.
"""

import json
import random
import sys

import django

django.setup()

from datetime import timedelta  # noqa: E402  (Django is set up above)

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
    for _line in sys.stdin:
        editor.act()
        prepare_pending()
        report(editor)


def report(editor: PublicEditor) -> None:
    """Write what was done, and the address of the statement of the next action."""
    done = editor.done[-1] if editor.done else ""
    focus = editor.choose_focus()
    parts = focus.get_url_parts() if focus is not None else None
    print("EDITED", json.dumps({"done": done, "focus": [*parts[1:]] if parts else []}), flush=True)


if __name__ == "__main__":
    main()

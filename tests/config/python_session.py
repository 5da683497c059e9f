"""A process with Django set up that executes code, one piece for each line that it reads.

A line is the code as JSON. The reply is one line of JSON: what the code printed, and its traceback
or null. Several pieces cost one start of Django.
"""

import contextlib
import io
import json
import sys
import traceback

import django

django.setup()

from django.db import close_old_connections  # noqa: E402  (Django is set up above)


def main() -> None:
    """Execute each piece in a namespace of its own, until the input ends."""
    for line in sys.stdin:
        printed, failure = io.StringIO(), None
        close_old_connections()
        with contextlib.redirect_stdout(printed):
            try:
                exec(json.loads(line), {})  # noqa: S102  (the code of a test)
            except Exception:
                failure = traceback.format_exc()
        print(json.dumps({"printed": printed.getvalue(), "failure": failure}), flush=True)


if __name__ == "__main__":
    main()

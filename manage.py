#!/usr/bin/env python
"""Command-line entry point of a checkout."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run a management command with the development settings unless told otherwise."""
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}. Run `make install` first, then .venv/bin/python manage.py\n")
        sys.exit(2)
    from config.start import collect_less, refuse_broken_settings

    collect_less()
    refuse_broken_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""The command `lectern` of an installed wheel.

lectern run         prepare the database, load the demo, start web server and worker
lectern web         start the web server
lectern COMMAND     run a management command
"""

import os
import sys

from django.core.management import execute_from_command_line

from config.folders import BASE_FOLDER, GUNICORN_CONFIGURATION
from config.processes import Programs, report, run
from config.start import collect_less, refuse_broken_settings

# -P keeps the packages of the working folder out of the search path.
PYTHON = (sys.executable, "-P")
PROGRAMS = Programs(
    manage=(*PYTHON, "-m", "config"),
    web=(*PYTHON, "-m", "gunicorn", "-c", str(GUNICORN_CONFIGURATION)),
    folder=BASE_FOLDER,
    run="lectern run",
)


def main() -> None:
    """Execute the command line, with the development settings unless others are set."""
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "run":
        sys.exit(report(lambda: run(PROGRAMS)))
    if command == "web":
        os.execv(PROGRAMS.web[0], PROGRAMS.web)  # noqa: S606  (fixed arguments, no shell)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    collect_less()
    refuse_broken_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

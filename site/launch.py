"""Install Lectern in a fresh clone and run it. Standard library only.

python site/launch.py install [--dev]   create .venv and install the locked packages
python site/launch.py run               install, prepare the database, start web and worker
"""

import argparse
import sys

from config.processes import Programs, StartError, report, run
from installation import PYTHON, REPOSITORY, install

OLDEST = (3, 11)
PROGRAMS = Programs(
    manage=(str(PYTHON), "manage.py"),
    web=(str(PYTHON), "-m", "gunicorn", "-c", "docker/gunicorn.conf.py"),
    folder=REPOSITORY,
    run="make run",
)


def main() -> int:
    """Execute the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run")
    commands.add_parser("install").add_argument("--dev", action="store_true")
    return report(lambda: _execute(parser.parse_args()))


def _execute(arguments: argparse.Namespace) -> int:
    if sys.version_info < OLDEST:
        raise StartError(f"Lectern needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if arguments.command == "install":
        install(dev=arguments.dev)
        return 0
    return run(PROGRAMS, install=lambda: install(dev=False))


if __name__ == "__main__":
    sys.exit(main())

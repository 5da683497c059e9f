"""Payload, a headless CMS for Node, with the same statements: its REST API without its admin.

Next.js, which serves Payload's admin, is not installed: Payload's own `handleEndpoints` answers the
REST API from a plain HTTP server.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.benchmarks.load import Question
from tests.benchmarks.servers import Program
from tests.benchmarks.statement_values import PICTURES, category_numbers, statement_values

PROJECT = Path(__file__).resolve().parent / "payload_project"
CATEGORIES = ("Senedd News", "Local News", "Speeches")
LIST = "/api/statements?limit=20&sort=-date&depth=1"
SECONDS = 900


class PayloadMissingError(RuntimeError):
    """Payload cannot be installed or run here; the message gives the reason."""


def make_payload_site(folder: Path, *, statements: int) -> Program:
    """Install Payload in the empty `folder` and fill it; return its server."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise PayloadMissingError("node and npm are not installed")
    for path in PROJECT.iterdir():
        shutil.copy(path, folder)
    (folder / "statements.json").write_text(json.dumps(_content(statements)))
    _run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
    _run("node", "main.mjs", "--fill", folder=folder)
    return Program(
        command=("node", "main.mjs"),
        environment={"PATH": os.environ["PATH"], "NODE_ENV": "production"},
        ready=Question(name="ready", path=LIST),
        folder=folder,
    )


def _content(statements: int) -> dict[str, object]:
    rows = []
    for number in range(statements):
        values = statement_values(number, pictures=[1] * PICTURES, document=1)
        del values["lead_image_id"]
        day = values["date"].isoformat()
        rows.append({**values, "date": day, "categories": category_numbers(number)})
    return {"categories": [{"name": name, "slug": name} for name in CATEGORIES], "statements": rows}


def _run(*command: str, folder: Path) -> None:
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.CalledProcessError as error:
        raise PayloadMissingError(f"{command[0]}: {error.stderr[-500:]}") from error
    except subprocess.TimeoutExpired as error:
        raise PayloadMissingError(f"{' '.join(command)} takes too long") from error

"""The user accounts of the demo, and the file with their passwords."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group

from home.models import User
from home.offices.provisioning import Office

FILE_NAME = "demo-login.txt"


class UsernameTakenError(ValueError):
    """One of the demo's user names exists already; the message names it."""


def login_file() -> Path:
    """Return the path of the file with the passwords of the demo."""
    return Path(settings.DATA_FOLDER) / FILE_NAME


def create_users(office: Office) -> str:
    """Create a user of each role and the operator; return the lines of the login file.

    Raises `UsernameTakenError` where a user with one of the names exists.
    """
    accounts: list[tuple[str, str, Group | None]] = [
        ("writer", "writes statements and submits them", office.writers),
        ("translator", "translates and submits translations", office.translators),
        ("editor", "edits everything, and checks what is submitted", office.editors),
        ("manager", "approves, publishes and manages the office", office.managers),
        ("operator", "may do everything", None),
    ]
    lines = []
    for name, duty, group in accounts:
        if User.objects.filter(username=name).exists():
            raise UsernameTakenError(
                f"There is a user named {name} already; the demo needs the name."
            )
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(
            username=name,
            email=f"{name}@demo.example",
            password=password,
            first_name=name.capitalize(),
            last_name="Demo",
            is_superuser=group is None,
            is_staff=group is None,
        )
        if group is not None:
            user.groups.add(group)
        lines.append(f"{name:<12}{password:<20}({duty})")
    return "\n".join(lines) + "\n"


def write_login_file(lines: str) -> Path:
    """Write the lines to the login file, readable by its owner only."""
    path = login_file()
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(lines)
    return path

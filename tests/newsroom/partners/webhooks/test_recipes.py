"""The manual's recipes accept genuine messages only, in each programming language."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from newsroom.models.webhooks import new_secret
from newsroom.partners.webhooks.signing import headers

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "partners-changes.md"
BODY = '{"type":"test","data":{"name":"Tŷ’r Cyffredin"}}'


def recipe(language: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    return next(text for text in found if "enuine" in text)


@pytest.fixture
def message() -> dict:
    """A message signed with a new secret and an old one."""
    secrets = [new_secret(), new_secret()]
    fields = headers(secrets, message_id="msg_1", body=BODY.encode(), now=timezone.now())
    return {"secrets": [*secrets, new_secret()], "headers": fields, "body": BODY}


def test_the_library_of_standard_webhooks(message):
    *own, foreign = message["secrets"]
    for secret in own:
        assert Webhook(secret).verify(BODY.encode(), message["headers"]) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(foreign).verify(BODY.encode(), message["headers"])


def test_python(message):
    names: dict = {}
    exec(recipe("python"), names)  # noqa: S102  (our own document)
    verdicts = [
        names["is_genuine"](secret, message["headers"], BODY.encode())
        for secret in message["secrets"]
    ]
    assert verdicts == [True, True, False]
    assert not names["is_genuine"](message["secrets"][0], message["headers"], b"{}")
    late = {**message["headers"], "webhook-timestamp": "1"}
    assert not names["is_genuine"](message["secrets"][0], late, BODY.encode())


@pytest.mark.needs("node")
def test_javascript(message, tmp_path):
    program = tmp_path / "recipe.mjs"
    program.write_text(
        recipe("js")
        + f"\nconst m = {json.dumps(message)};"
        + "\nconsole.log(JSON.stringify(m.secrets.map((s) => isGenuine(s, m.headers, m.body))));"
    )
    assert json.loads(output("node", program)) == [True, True, False]


@pytest.mark.needs("php")
def test_php(message, tmp_path):
    program = tmp_path / "recipe.php"
    given = json.dumps(message).replace("\\", "\\\\").replace("'", "\\'")
    program.write_text(
        "<?php\n"
        + recipe("php")
        + f"\n$m = json_decode('{given}', true);"
        + "\necho json_encode(array_map("
        + "fn($s) => is_genuine($s, $m['headers'], $m['body']), $m['secrets']));"
    )
    assert json.loads(output("php", program)) == [True, True, False]


def output(*command) -> str:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=True, timeout=60
    ).stdout

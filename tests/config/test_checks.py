"""Tests for the commands that check a change: tests/checks.py, pre-commit and the workflow."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests import checks

REPOSITORY = Path(__file__).resolve().parents[2]
MAKEFILE = (REPOSITORY / "Makefile").read_text()
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))


def hooks() -> list[dict]:
    """Return all hooks of pre-commit."""
    configuration = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    return [hook for repository in configuration["repos"] for hook in repository["hooks"]]


def steps() -> list[dict]:
    """Return the steps of all jobs of all workflows."""
    jobs = [job for path in WORKFLOWS for job in yaml.safe_load(path.read_text())["jobs"].values()]
    return [step for job in jobs for step in job["steps"]]


def valid(path: Path, schema: str) -> bool:
    """Return whether a file conforms to a schema that check-jsonschema carries."""
    command = [str(checks.BIN / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    # A proxy without a listener makes any access to the network fail.
    closed = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    return subprocess.run(command, env={**os.environ, **closed}).returncode == 0


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_conform_to_the_schema_and_have_timeouts(path):
    assert valid(path, "vendor.github-workflows")
    assert valid(path, "custom.github-workflows-require-timeout")


def test_the_schema_rejects_a_wrong_workflow(tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))
    assert not valid(wrong, "vendor.github-workflows")


def test_workflows_run_commands_of_the_repository():
    commands = [line for step in steps() for line in step.get("run", "").splitlines()]
    targets = {target for line in commands for target in re.findall(r"\bmake ([a-z-]+)", line)}
    scripts = {name for line in commands for name in re.findall(r"^(\.\S+)", line)}

    assert targets <= TARGETS
    assert "check" in targets
    assert ".ci/run" in scripts
    for script in scripts:
        assert os.access(REPOSITORY / script, os.X_OK), script


def test_actions_are_pinned_to_a_version():
    actions = [step["uses"] for step in steps() if "uses" in step]
    assert actions
    for action in actions:
        assert re.search(r"@v\d+\.\d+\.\d+$", action), action


def test_hooks_call_targets_of_the_makefile():
    assert hooks()
    for hook in hooks():
        program, target = hook["entry"].split()
        assert program == "make"
        assert target in TARGETS
        assert hook["language"] == "system"


def test_hooks_come_from_the_repository():
    configuration = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    assert {repository["repo"] for repository in configuration["repos"]} == {"local"}


def test_the_script_of_ci_is_valid_shell():
    subprocess.run(["bash", "-n", str(REPOSITORY / ".ci" / "run")], check=True)


def test_every_group_has_programs_that_are_installed():
    for group in checks.GROUPS:
        assert checks.programs([group]), group
    for program in checks.programs(checks.GROUPS):
        assert (checks.BIN / program.command[0]).exists(), program.name


def test_all_programs_run_to_the_end_and_failures_are_shown(capfd):
    results = checks.run(
        [
            checks.Program(name=name, group="lint", command=("python", "-c", code))
            for name, code in (("first", "print('out'); raise SystemExit(3)"), ("second", ""))
        ]
    )

    assert {result.program.name: result.code for result in results} == {"first": 3, "second": 0}
    shown = capfd.readouterr().out
    assert re.search(r"FAILED\s+first", shown)
    assert "out" in shown.splitlines()
    assert re.search(r"ok\s+second", shown)


def test_an_unknown_group_is_refused():
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "tests" / "checks.py"), "nonsense"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "Known: lint" in done.stderr

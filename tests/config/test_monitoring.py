"""The alert rules and the dashboard of docker/monitoring/: valid and documented."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from config.health import METRICS_PATH
from config.observability import metrics
from newsroom.models import WorkerHeartbeat
from tests.config.test_metrics import PATH, TOKEN, site, troubles  # noqa: F401  (fixtures)
from tests.machine import REPOSITORY

FOLDER = REPOSITORY / "docker" / "monitoring"
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((FOLDER / "grafana-dashboard.json").read_text())
METRIC = re.compile(r"\blectern_\w+")
# What the rules must say of a web server with errors and without a worker, and of a healthy one.
UNIT_TESTS = """
rule_files: [alerts.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'lectern_requests_total{view="ArticlePage",method="GET",status="200",instance="a"}'
        values: '0+90x30'
      - series: 'lectern_requests_total{view="ArticlePage",method="GET",status="500",instance="a"}'
        values: '0+10x30'
      - series: 'lectern_worker_running{instance="a"}'
        values: '0x30'
      - series: 'lectern_data_folder_bytes{instance="a",space="free"}'
        values: '5x30'
      - series: 'lectern_data_folder_bytes{instance="a",space="total"}'
        values: '100x30'
    alert_rule_test:
      - eval_time: 20m
        alertname: LecternErrors
        exp_alerts:
          - exp_labels: {severity: critical}
            exp_annotations: {summary: "10% of all requests fail."}
      - eval_time: 20m
        alertname: LecternWorkerStopped
        exp_alerts:
          - exp_labels: {severity: critical}
            exp_annotations:
              summary: The worker does not run, so nothing is published on time.
      - eval_time: 20m
        alertname: LecternDiskFull
        exp_alerts:
          - exp_labels: {severity: warning, instance: a}
            exp_annotations: {summary: "a: 5% of the disk is free."}
  - interval: 1m
    input_series:
      - series: 'lectern_requests_total{view="ArticlePage",method="GET",status="200",instance="a"}'
        values: '0+90x30'
      - series: 'lectern_worker_running{instance="a"}'
        values: '1x30'
    alert_rule_test:
      - {eval_time: 20m, alertname: LecternErrors, exp_alerts: []}
      - {eval_time: 20m, alertname: LecternWorkerStopped, exp_alerts: []}
"""


def dashboard_queries() -> list[str]:
    """Return the queries of all panels."""
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def run_promtool(folder: Path, *arguments: str) -> str:
    """Run promtool in a folder; return what it wrote where it objects, else an empty string."""
    done = subprocess.run(
        ["promtool", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.needs("promtool")
def test_promtool_accepts_configuration_and_rules_and_the_rules_tell_good_from_bad(tmp_path):
    shutil.copy(FOLDER / "alerts.yml", tmp_path)
    configuration = (FOLDER / "prometheus.yml").read_text()
    token = tmp_path / "token"
    token.write_text("x")
    (tmp_path / "prometheus.yml").write_text(
        configuration.replace("/run/secrets/metrics-token", str(token))
    )
    (tmp_path / "tests.yml").write_text(UNIT_TESTS)

    assert run_promtool(tmp_path, "check", "config", "prometheus.yml") == ""
    assert run_promtool(tmp_path, "test", "rules", "tests.yml") == ""


@pytest.mark.needs("promtool")
def test_promtool_accepts_the_queries_of_the_dashboard(tmp_path):
    rules = [
        {"record": f"dashboard:query_{number}", "expr": query}
        for number, query in enumerate(dashboard_queries())
    ]
    groups = {"groups": [{"name": "dashboard", "rules": rules}]}
    (tmp_path / "dashboard.yml").write_text(yaml.safe_dump(groups))

    assert run_promtool(tmp_path, "check", "rules", "dashboard.yml") == ""


def test_every_metric_of_rules_and_dashboard_is_in_the_answer(site, troubles, settings):  # noqa: F811
    metrics.observe_search(engine="embedded", seconds=0.1, has_failed=False)
    metrics.observe_search(engine="embedded", seconds=0.1, has_failed=True)
    metrics.QUERY_SECONDS.observe(0.1)
    metrics.PAGE_CACHE.labels("hit").inc()
    assert WorkerHeartbeat.objects.exists()
    site.get("/healthz")
    text = site.get(PATH, **TOKEN).text
    given = {re.split(r"[{ ]", line)[0] for line in text.splitlines() if not line.startswith("#")}

    used = set(METRIC.findall(" ".join(dashboard_queries() + [rule["expr"] for rule in RULES])))
    assert len(used) > 20
    assert used - given == set()


def test_every_rule_is_documented_with_what_to_do():
    manual = (REPOSITORY / "docs" / "operators.md").read_text()
    for rule in RULES:
        assert re.search(rf"^\| `{rule['alert']}` \|[^|]+\|[^|]{{20,}}\|$", manual, re.MULTILINE), (
            rule
        )
        assert rule["labels"]["severity"] in ("critical", "warning")


def test_the_configuration_asks_the_address_of_the_metrics():
    configuration = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    (job,) = configuration["scrape_configs"]
    assert job["metrics_path"] == METRICS_PATH
    assert job["job_name"] in RULES[0]["expr"]


def test_panels_of_the_dashboard_have_numbers_and_places_of_their_own():
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)

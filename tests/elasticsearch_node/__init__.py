"""An Elasticsearch node for tests, assembled from Maven Central without Docker."""

import os

import pytest

from tests import machine


def skip_or_fail(error: Exception) -> None:
    """Skip the running test because no node can be started; fail it where one is required."""
    reason = f"no Elasticsearch: {error}"
    if os.environ.get("REQUIRE_ELASTICSEARCH") == "1":
        pytest.fail(reason, pytrace=False)
    machine.require("elasticsearch", reason=reason)

"""Where do tests get a real Elasticsearch from, where there is no Docker?"""

import os

import pytest

from tests import machine


def skip_or_fail(error: Exception) -> None:
    """Skip the running test for want of a node; fail it in CI or where one is required."""
    reason = f"no Elasticsearch: {error}"
    if os.environ.get("REQUIRE_ELASTICSEARCH") == "1":
        pytest.fail(reason, pytrace=False)
    machine.require("elasticsearch", reason=reason)

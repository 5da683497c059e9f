"""The switch interval of threads is short during rebuilds only."""

import sys

import pytest

from search.engines.background_writes import SWITCH_INTERVAL_SECONDS, short_switch_interval


def test_the_interval_is_short_until_the_last_rebuild_ends():
    before = sys.getswitchinterval()
    with short_switch_interval():
        with short_switch_interval():
            assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL_SECONDS)
        assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL_SECONDS)
    assert sys.getswitchinterval() == pytest.approx(before)


def test_a_failed_rebuild_restores_the_interval():
    before = sys.getswitchinterval()
    with pytest.raises(ValueError, match="damaged"), short_switch_interval():
        raise ValueError("damaged")
    assert sys.getswitchinterval() == pytest.approx(before)

"""Do threads of a rebuild take short turns, and others again what they had?"""

import sys

import pytest

from search.engines.background_writes import SWITCH_INTERVAL_SECONDS, short_switch_interval


def test_turns_are_short_until_the_last_rebuild_has_ended():
    before = sys.getswitchinterval()
    with short_switch_interval():
        with short_switch_interval():
            assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL_SECONDS)
        assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL_SECONDS)
    assert sys.getswitchinterval() == pytest.approx(before)


def test_a_rebuild_that_fails_leaves_turns_as_they_were():
    before = sys.getswitchinterval()
    with pytest.raises(ValueError, match="damaged"), short_switch_interval():
        raise ValueError("damaged")
    assert sys.getswitchinterval() == pytest.approx(before)

"""After random edits and random reads, every copy equals the public statements."""

import datetime
import random

import pytest
import time_machine
from django.utils import timezone

from newsroom.partners.changes import compaction, feed
from tests.factories import make_office
from tests.newsroom.partners.changes.editors import Editor, run_worker
from tests.newsroom.partners.changes.partner import Partner, public_copy
from tests.property_tests import examples

STEPS = 40


@pytest.mark.property
@pytest.mark.parametrize("seed", range(examples(4)))
def test_every_copy_equals_the_public_statements(office, seed):
    dice = random.Random(seed)
    offices = [office, make_office(hostname="b.example", is_default=False, name_en="B")]
    editor = Editor(offices=offices, dice=dice)
    filters = [
        feed.FeedFilter(site_id=each.site.pk, language=language)
        for each in offices
        for language in ("", "en", "cy")
    ]
    partners = [
        Partner(feed_filter=feed_filter, limit=dice.choice([1, 2, 7])) for feed_filter in filters
    ]
    clock = timezone.now()
    for _step in range(STEPS):
        clock += datetime.timedelta(seconds=dice.randrange(90))
        with time_machine.travel(clock):
            editor.act()
            if dice.random() < 0.3:
                run_worker()
            for partner in partners:
                if dice.random() < 0.15:
                    partner.follow(pages=dice.choice([1, None]))
    late = clock + datetime.timedelta(days=200)
    with time_machine.travel(late):
        compaction.compact()
        newcomers = [Partner(feed_filter=feed_filter) for feed_filter in filters]
        for partner in [*partners, *newcomers]:
            partner.follow()
            feed_filter = partner.feed_filter
            expected = public_copy(site_id=feed_filter.site_id, language=feed_filter.language)
            assert partner.copy == expected, (seed, editor.done)
            assert partner.seen == sorted(set(partner.seen))

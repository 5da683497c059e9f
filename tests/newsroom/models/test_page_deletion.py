"""A deletion that fails leaves the tree of pages as it was."""

import pytest
from django.db.models.signals import post_delete
from wagtail.models import Page

from home.models import StandardPage
from newsroom.models import ArticlePage
from tests.factories import make_statement


class FullDiskError(Exception):
    pass


@pytest.fixture
def failing_deletion():
    """Let the deletion of pages fail after Treebeard has changed the parent."""

    def fail(sender, **kwargs) -> None:
        raise FullDiskError

    post_delete.connect(fail, sender=Page)
    yield
    post_delete.disconnect(fail, sender=Page)


@pytest.mark.django_db(transaction=True)
def test_a_statement_can_be_added_after_a_failed_deletion(office, language, failing_deletion):
    index = office.indexes[language]
    statement = make_statement(office, language=language)

    with pytest.raises(FullDiskError):
        statement.delete()

    index.refresh_from_db()
    assert index.numchild == 1
    make_statement(office, language=language, title="Another")
    assert ArticlePage.objects.child_of(index).count() == 2
    assert not any(Page.find_problems())


@pytest.mark.django_db(transaction=True)
def test_a_standard_page_and_its_parent_are_kept_together(office, language, failing_deletion):
    home = office.homes[language]
    children = Page.objects.child_of(home).count()
    page = home.add_child(instance=StandardPage(title="About", slug="about", locale=home.locale))

    with pytest.raises(FullDiskError):
        page.delete()

    home.refresh_from_db()
    assert home.numchild == children + 1

"""Deletion of a page in one transaction."""

from typing import Any

from django.db import transaction
from wagtail.models import Page

from newsroom.visibility.tree import at_or_below


class DeletedInOneTransaction:
    """A page whose deletion happens as a whole or not at all.

    Treebeard first lowers the number of children of the parent, in a transaction of its own. If the
    rest failed, a parent that seemed to have no children could get no new ones.
    """

    path: str

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and the pages below it.

        Their rows are locked first, in the order of a publication, so that the worker and an editor
        do not wait for each other.
        """
        with transaction.atomic():
            pages = Page.objects.filter(at_or_below(self.path)).order_by("pk")
            list(pages.select_for_update().values_list("pk", flat=True))
            return super().delete(*args, **kwargs)  # type: ignore[misc]  # of Wagtail's Page

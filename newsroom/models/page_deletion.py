"""Publication and deletion of a page, each in one transaction."""

from typing import Any

from django.db import transaction
from wagtail.models import Page

from newsroom.visibility.restrictions import read_once
from newsroom.visibility.tree import at_or_below


class DeletedInOneTransaction:
    """A page whose publication and deletion happen as a whole or not at all.

    A publication may include that of the other language (`newsroom.publishing.pair_acts`).

    To delete a page, Treebeard first lowers the number of children of the parent, in a transaction
    of its own. If the rest failed, a parent that seemed to have no children could get no new ones.
    """

    path: str
    pk: int

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish or schedule a revision of the page.

        The page is locked first: Wagtail writes the revisions before the page when it publishes,
        and after it when it unpublishes, so that two transactions could wait for each other.
        """
        with read_once(), transaction.atomic():
            own = Page.objects.filter(pk=self.pk).select_for_update(no_key=True)
            list(own.values_list("pk", flat=True))
            super().publish(*args, **kwargs)  # type: ignore[misc]  # of Wagtail's Page

    publish.alters_data = True  # type: ignore[attr-defined]  # as Wagtail marks it

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and the pages below it.

        Their rows are locked first, in the order of a publication, so that the worker and an editor
        do not wait for each other.
        """
        with transaction.atomic():
            pages = Page.objects.filter(at_or_below(self.path)).order_by("pk")
            list(pages.select_for_update().values_list("pk", flat=True))
            return super().delete(*args, **kwargs)  # type: ignore[misc]  # of Wagtail's Page

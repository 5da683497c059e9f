"""The page that a new page is a copy of, known while the copy is saved for the first time."""

from typing import Any

from wagtail.models import Page


class KnowsItsSource:
    """A page whose copy refers to it in `copied_from_id` until the copy is loaded again.

    Receivers of the copy's first `post_save` can then give it what must never be missing, such as
    the embargo of its source. Wagtail's own log names only the parents of both.
    """

    pk: Any
    copied_from_id: int | None = None

    def copy_all_child_relations(self, target: Page, *args: Any, **kwargs: Any) -> Any:
        """Copy the child objects, as each way of copying a page does before it is saved."""
        target.copied_from_id = self.pk  # type: ignore[attr-defined]  # of this mixin
        return super().copy_all_child_relations(target, *args, **kwargs)  # type: ignore[misc]  # of ClusterableModel

"""What a user may do with a page, without queries for what the page itself decides."""

from wagtail.models import PagePermissionTester


class LivePagePermissionTester(PagePermissionTester):
    """Wagtail's rules without its search for public pages below one that is public itself."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the user may delete the page with the pages below it."""
        if self.user.is_superuser or not self.user.is_active:
            return bool(super().can_delete(ignore_bulk=ignore_bulk))
        if self.page.live and "publish" not in self.permissions:
            return False
        if not self._may_delete_others() and self.page.owner_id != self.user.pk:
            return False
        return bool(super().can_delete(ignore_bulk=ignore_bulk))

    def _may_delete_others(self) -> bool:
        """Return whether the user may delete what others made, for an active user.

        In Wagtail the right to change includes it. Those who add nothing, such as translators,
        delete only their own.
        """
        return {"add", "change"} <= self.permissions


class LeafPagePermissionTester(LivePagePermissionTester):
    """The same rules without queries for pages below, which a list would run for each row."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the user may delete the page."""
        if self.user.is_superuser or not self.page.is_leaf():
            return super().can_delete(ignore_bulk=ignore_bulk)
        if not self.user.is_active:
            return False
        if self.page.live and "publish" not in self.permissions:
            return False
        is_own = self.page.owner_id == self.user.pk
        return self._may_delete_others() or (is_own and bool({"add", "change"} & self.permissions))

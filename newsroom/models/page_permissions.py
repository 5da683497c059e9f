"""What a user may do with a page, without queries for what the page itself decides."""

from wagtail.models import PagePermissionTester


class LivePagePermissionTester(PagePermissionTester):
    """Wagtail's rules without its search for public pages below one that is public itself."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the user may delete the page with the pages below it."""
        if self.page.live and not self.user.is_superuser and "publish" not in self.permissions:
            return False
        return bool(super().can_delete(ignore_bulk=ignore_bulk))


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
        return "change" in self.permissions or ("add" in self.permissions and is_own)

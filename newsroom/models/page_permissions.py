"""What a user may do with a page that has no pages below it."""

from wagtail.models import PagePermissionTester


class LeafPagePermissionTester(PagePermissionTester):
    """Wagtail's rules without its queries for pages below, which a list would run for each row."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the user may delete the page."""
        if self.user.is_superuser or not self.page.is_leaf():
            return bool(super().can_delete(ignore_bulk=ignore_bulk))
        if not self.user.is_active:
            return False
        if self.page.live and "publish" not in self.permissions:
            return False
        is_own = self.page.owner_id == self.user.pk
        return "change" in self.permissions or ("add" in self.permissions and is_own)

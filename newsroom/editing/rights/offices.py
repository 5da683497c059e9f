"""Offices that a user may see."""

from wagtail.models import GroupPagePermission, Page, Site


def sites_for_user(user) -> list[Site]:
    """Return the sites on which the user has a permission for some page, in any language.

    All sites for a superuser. Three queries at most.
    """
    sites = list(Site.objects.select_related("root_page").order_by("site_name", "pk"))
    if user.is_superuser:
        return sites
    granted = list(
        GroupPagePermission.objects.filter(group__user=user)
        .values_list("page__path", flat=True)
        .distinct()
    )
    keys = {site.root_page.translation_key: site for site in sites}
    allowed = {
        keys[key].pk
        for key, path in Page.objects.filter(translation_key__in=keys).values_list(
            "translation_key", "path"
        )
        if any(path.startswith(root) or root.startswith(path) for root in granted)
    }
    return [site for site in sites if site.pk in allowed]

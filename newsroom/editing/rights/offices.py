"""Which office does a page belong to, and which offices may an editor see?"""

from wagtail.models import GroupPagePermission, Page, Site


def site_of(page: Page) -> Site | None:
    """Return the site in whose tree, of either language, the page stands."""
    return page.get_site()


def sites_of(user) -> list[Site]:
    """Return the sites in whose trees, of any language, the user has rights on some page."""
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
        if any(path.startswith(right) or right.startswith(path) for right in granted)
    }
    return [site for site in sites if site.pk in allowed]

"""The groups to which the privacy of a page can be limited: those of the editor's offices."""

from django import forms
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.viewsets.pages import PageViewSet

from newsroom.editing.rights.visible_rows import visible_rows


class OfficePrivacyView(SetPrivacyView):
    """Sets the privacy of a page. Wagtail offers the groups of all offices."""

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        """Return the form with the groups of the user's offices."""
        form: forms.Form = super().get_form(form_class)
        field = form.fields["groups"]
        field.queryset = visible_rows(self.request.user, field.queryset)
        return form


def limit_privacy_groups() -> None:
    """Replace Wagtail's view for every page type."""
    PageViewSet.set_privacy_view_class = OfficePrivacyView

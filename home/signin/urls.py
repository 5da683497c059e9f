"""URL patterns of the log-in, which replace Wagtail's at the same addresses."""

from django.urls import path

from home.signin import page_passwords
from home.signin.password_reset import PasswordResetView

patterns = [
    path("admin/password_reset/", PasswordResetView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        page_passwords.authenticate_for_document,
        name="wagtaildocs_authenticate_with_password",
    ),
]

# Below the prefix of a language.
language_patterns = [
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        page_passwords.authenticate_for_page,
        name="wagtailcore_authenticate_with_password",
    ),
]

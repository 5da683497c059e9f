"""URL patterns of the log-in, which replace Wagtail's at the same addresses."""

from django.urls import path

from home.signin import (
    factor_views,
    login_views,
    own_views,
    page_passwords,
    passkey_views,
    session_views,
)
from home.signin.password_reset import PasswordResetView

patterns = [
    path("admin/login/", login_views.LoginView.as_view(), name="wagtailadmin_login"),
    path("admin/login/code/", login_views.CodeView.as_view(), name="signin_code"),
    path("admin/own-login/", factor_views.FactorsView.as_view(), name="signin_factors"),
    path("admin/own-login/app/", factor_views.AppView.as_view(), name="signin_app"),
    path("admin/own-login/passkey/", passkey_views.PasskeyView.as_view(), name="signin_passkey"),
    path("admin/own-login/codes/", factor_views.RecoveryCodesView.as_view(), name="signin_codes"),
    path("admin/own-login/confirm/", own_views.ConfirmView.as_view(), name="signin_confirm"),
    path("admin/own-login/sessions/", session_views.SessionsView.as_view(), name="signin_sessions"),
    path("admin/password_reset/", PasswordResetView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        page_passwords.authenticate_for_document,
        name="wagtaildocs_authenticate_with_password",
    ),
]

# Below the prefix of a language.
language_patterns = [
    path("_util/login/", login_views.reader_login, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        page_passwords.authenticate_for_page,
        name="wagtailcore_authenticate_with_password",
    ),
]

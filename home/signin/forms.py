"""Forms of the log-in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class LogInForm(LoginForm):
    """Wagtail's form, whose field of the password has no label that is translated."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=LoginForm.base_fields["password"].widget
    )


class CodeForm(forms.Form):
    """A code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )


class PasswordForm(forms.Form):
    """The password of a person who is logged in."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class SecondStepForm(CodeForm):
    """A code, or the answer of a passkey."""

    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.data.get("credential")


class PasskeyForm(forms.Form):
    """A new passkey and its name."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=60, required=False)
    credential = forms.CharField(widget=forms.HiddenInput)

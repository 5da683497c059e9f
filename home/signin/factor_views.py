"""Views in which a person sets up, sees and removes their second factors and recovery codes."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from home.signin import notices
from home.signin.factor_secrets import FactorAdapter
from home.signin.factors import (
    NOBODY,
    factors_of,
    has_factor,
    is_required_for,
    recovery_codes,
    remove_factor,
    renew_recovery_codes,
)
from home.signin.forms import CodeForm
from home.signin.login_views import may_try_code
from home.signin.own_views import OwnLoginView
from home.signin.refusals import refuse
from home.signin.session_times import end_sessions, record_factor

SECRET = "signin_app_secret"  # noqa: S105  (the name of a session's value)


class AppView(FormView, OwnLoginView):
    """Sets up an authenticator app: shows a new secret, and asks for a code that proves it."""

    template_name = "home/signin/app.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send on whoever has an app already: it must be removed first."""
        if request.user.is_authenticated and _app_of(request) is not None:
            return HttpResponseRedirect(reverse("signin_factors"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the secret as a picture and as text."""
        adapter, secret = FactorAdapter(), self.secret()
        return super().get_context_data(
            **kwargs,
            qr_code=adapter.build_totp_svg(adapter.build_totp_url(self.person, secret)),
            secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            is_required=settings.SECOND_FACTOR != NOBODY and not has_factor(self.person),
        )

    def secret(self) -> str:
        """Return the new secret, which stays the same until a code of it is given."""
        if SECRET not in self.request.session:
            self.request.session[SECRET] = generate_totp_secret()
        secret: str = self.request.session[SECRET]
        return secret

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Store the app, if the code is right, and end the person's other sessions."""
        if not may_try_code(self.request, self.person.pk):
            return refuse(self.request, "codes")
        if not validate_totp_code(self.secret(), form.cleaned_data["code"]):
            form.add_error(
                "code", _("This code is not right. Is the clock of your phone set by itself?")
            )
            return self.form_invalid(form)
        TOTP.activate(self.person, self.request.session.pop(SECRET))
        return factor_added(self.request, notices.APP_ADDED)


class RecoveryCodesView(OwnLoginView):
    """Shows the recovery codes that are left, sends them as a file, and makes new ones."""

    template_name = "home/signin/recovery_codes.html"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send on whoever has no factor, for which there are no codes."""
        if request.user.is_authenticated and not has_factor(request.user):
            return HttpResponseRedirect(reverse("signin_factors"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the codes, or send them as a file."""
        codes = recovery_codes(self.person)
        if "download" in request.GET:
            response = HttpResponse("\n".join(codes) + "\n", content_type="text/plain")
            response["Content-Disposition"] = 'attachment; filename="lectern-codes.txt"'
            return response
        return self.render_to_response({"codes": codes})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Replace the codes by new ones."""
        renew_recovery_codes(self.person)
        notices.record(self.person, notices.RENEWED, notices.CODES_RENEWED)
        messages.success(request, _("These are your new codes. The earlier ones no longer work."))
        return HttpResponseRedirect(reverse("signin_codes"))


class FactorsView(OwnLoginView):
    """Lists a person's factors, of which each can be removed."""

    template_name = "home/signin/factors.html"

    @property
    def needs_confirmation(self) -> bool:
        """Return whether a change is asked for."""
        return self.request.method == "POST"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the factors and what is left of the recovery codes."""
        factors = list(factors_of(self.person))
        return super().get_context_data(
            **kwargs,
            app=next((each for each in factors if each.type == Authenticator.Type.TOTP), None),
            passkeys=[each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
            codes_left=len(recovery_codes(self.person)) if factors else 0,
            removable=len(factors) > 1 or not is_required_for(self.person),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Remove the factor that the form names; the last one only where none is required."""
        if not request.POST.get("remove", "").isdigit():
            return HttpResponseRedirect(reverse("signin_factors"))
        factors = factors_of(self.person)
        factor = factors.filter(pk=request.POST["remove"]).first()
        if factor is not None and factors.count() == 1 and is_required_for(self.person):
            messages.error(request, _("Your work needs a second step: add another one first."))
        elif factor is not None:
            remove_factor(factor)
            is_app = factor.type == Authenticator.Type.TOTP
            text = notices.APP_REMOVED if is_app else notices.PASSKEY_REMOVED
            notices.record(self.person, notices.REMOVED, text)
            messages.success(request, text)
        return HttpResponseRedirect(reverse("signin_factors"))


def factor_added(request: HttpRequest, text: object) -> HttpResponse:
    """End the person's other sessions, tell them, and show the codes of the first factor."""
    is_first = factors_of(request.user).count() == 1
    record_factor(request.session)
    end_sessions(request.user, but=request.session.session_key)
    notices.record(request.user, notices.ADDED, text)
    messages.success(request, text)
    return HttpResponseRedirect(reverse("signin_codes" if is_first else "signin_factors"))


def _app_of(request: HttpRequest) -> Authenticator | None:
    return factors_of(request.user).filter(type=Authenticator.Type.TOTP).first()

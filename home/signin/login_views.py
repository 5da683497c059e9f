"""The views of the log-in: name and password, the second factor, and the log-in of readers."""

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin.views import account

from home.signin import notices
from home.signin.factors import accept_code, has_factor, recovery_codes
from home.signin.forms import SecondStepForm
from home.signin.limits import CODE_NOTICES, CODES_FROM_NETWORK, CODES_OF_PERSON, network_of
from home.signin.log_in import complete, finish, pending, wait_for_factor
from home.signin.passkey_checks import accept_passkey, has_passkey, login_options
from home.signin.refusals import refuse


@method_decorator(never_cache, name="dispatch")
class LoginView(account.LoginView):
    """Wagtail's view, which logs nobody in with a password alone who has a second factor."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        """Log the person in, or go on to the second factor."""
        user = form.get_user()
        remember = bool(form.cleaned_data.get("remember"))
        if has_factor(user):
            next_url = self.get_success_url()
            wait_for_factor(self.request, user, next_url=next_url, remember=remember)
            return HttpResponseRedirect(reverse("signin_code"))
        response: HttpResponse = super().form_valid(form)
        finish(self.request, user, remember=remember)
        forget_choice(response)
        return response


@method_decorator(never_cache, name="dispatch")
class CodeView(FormView):
    """Asks for the second factor, after the password."""

    template_name = "home/signin/code.html"
    form_class = SecondStepForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send back whoever has not given a password, or took too long."""
        found = pending(request)
        if found is None:
            return HttpResponseRedirect(reverse("wagtailadmin_login"))
        self.waiting, self.person = found
        if request.method == "POST" and not may_try_code(request, self.person.pk):
            if CODE_NOTICES.take(str(self.person.pk)):
                notices.tell(self.person, notices.MANY_CODES)
            return refuse(request, "codes")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the browser needs to ask for a passkey, where the person has one."""
        context: dict[str, object] = super().get_context_data(**kwargs)
        if has_passkey(self.person):
            context["options"] = login_options(self.person)
        return context

    def form_valid(self, form: SecondStepForm) -> HttpResponse:
        """Log the person in, if the code or the passkey is right."""
        if answer := form.cleaned_data["credential"]:
            authenticator = accept_passkey(self.person, answer)
            failure = _("This passkey could not be checked. Please try again.")
        else:
            authenticator = accept_code(self.person, form.cleaned_data["code"])
            failure = _("This code is not right, or it was used before.")
        if authenticator is None:
            form.add_error("code", failure)
            return self.form_invalid(form)
        return self.log_in(authenticator)

    def log_in(self, authenticator: Authenticator) -> HttpResponse:
        """Log the person in, who has shown this factor."""
        CODES_OF_PERSON.clear(str(self.person.pk))
        complete(self.request, self.waiting, self.person)
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            notices.tell_of_recovery_code(self.person, left=len(recovery_codes(self.person)))
        response = HttpResponseRedirect(self.waiting.next_url)
        forget_choice(response)
        return response


def forget_choice(response: HttpResponse) -> None:
    """Delete the choice of a language at log-in, which is the profile's from now on."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path="/admin/", samesite="Lax")


def may_try_code(request: HttpRequest, person: int) -> bool:
    """Count one attempt; return whether the person and the network have not made too many."""
    return CODES_FROM_NETWORK.take(network_of(request)) and CODES_OF_PERSON.take(str(person))


def reader_login(request: HttpRequest) -> HttpResponse:
    """Send readers of restricted pages to the one log-in that there is, in their language."""
    query = {"language": get_language()}
    if REDIRECT_FIELD_NAME in request.GET:
        query[REDIRECT_FIELD_NAME] = request.GET[REDIRECT_FIELD_NAME]
    return HttpResponseRedirect(f"{reverse('wagtailadmin_login')}?{urlencode(query)}")

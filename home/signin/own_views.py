"""Views in which a person looks after their own log-in: what they share.

A change to the second factor asks first for the password or a code, unless the person has just
given one: an unattended browser must not be enough.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractUser
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView
from wagtail.admin.auth import reject_request

from home.signin.factors import accept_code, has_factor
from home.signin.forms import CodeForm, PasswordForm
from home.signin.limits import CODES_OF_PERSON
from home.signin.login_views import may_try_code
from home.signin.refusals import refuse
from home.signin.session_times import is_confirmed, record_confirmation


@method_decorator(never_cache, name="dispatch")
class OwnLoginView(TemplateView):
    """Admits whoever is logged in, also without access to the admin."""

    needs_confirmation = True
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send others to the log-in, and whoever must confirm who they are to that page."""
        if not request.user.is_authenticated:
            return reject_request(request)
        if self.needs_confirmation and not is_confirmed(request.session):
            return HttpResponseRedirect(
                f"{reverse('signin_confirm')}?{urlencode({'next': request.path})}"
            )
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> AbstractUser:
        """Return the person who is logged in."""
        person: AbstractUser = self.request.user
        return person


class ConfirmView(FormView, OwnLoginView):
    """Asks for a code, or for the password of whoever has no second factor."""

    template_name = "home/signin/confirm.html"
    needs_confirmation = False

    def get_form_class(self) -> type[Form]:
        """Return the form for what the person has."""
        return CodeForm if has_factor(self.person) else PasswordForm

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Limit the attempts."""
        if not may_try_code(request, self.person.pk):
            return refuse(request, "codes")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Go back, if the answer is right."""
        checks: dict[str, Callable[[str], object]] = {
            "code": lambda code: accept_code(self.person, code),
            "password": self.person.check_password,
        }
        (name, answer), *_rest = form.cleaned_data.items()
        if not checks[name](answer):
            form.add_error(name, _("This is not right."))
            return self.form_invalid(form)
        CODES_OF_PERSON.clear(str(self.person.pk))
        record_confirmation(self.request.session)
        return HttpResponseRedirect(self.next_url())

    def next_url(self) -> str:
        """Return where the person wanted to go, within this site."""
        wanted = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        return wanted if is_ours else reverse("signin_factors")

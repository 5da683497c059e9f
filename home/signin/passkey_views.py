"""The view in which a person adds a passkey."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from home.signin import notices
from home.signin.factor_views import factor_added
from home.signin.forms import PasskeyForm
from home.signin.own_views import OwnLoginView
from home.signin.passkey_checks import add_passkey, new_options


class PasskeyView(FormView, OwnLoginView):
    """Adds a passkey, with a name by which its owner knows it."""

    template_name = "home/signin/passkey.html"
    form_class = PasskeyForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the browser needs."""
        return super().get_context_data(**kwargs, options=new_options(self.person))

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        """Store the passkey, if the browser's answer is right."""
        name = form.cleaned_data["name"] or _("Passkey")
        if not add_passkey(self.person, name=name, answer=form.cleaned_data["credential"]):
            form.add_error(None, _("The passkey could not be added. Please try again."))
            return self.form_invalid(form)
        return factor_added(self.request, notices.PASSKEY_ADDED)

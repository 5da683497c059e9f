"""Requests for a new password, limited by the e-mail address and by the client's network."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.admin.views import account

from home.signin.limits import RESETS_FROM_NETWORK, RESETS_TO_ADDRESS, network_of
from home.signin.refusals import refuse


class PasswordResetView(account.PasswordResetView):
    """Wagtail's view, which sends a few e-mails an hour to one address.

    The answer does not tell whether an e-mail was sent, nor whether the address is known.
    """

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        """Send the e-mail, unless one limit is used up."""
        if not RESETS_FROM_NETWORK.take(network_of(self.request)):
            return refuse(self.request, "resets")
        if not RESETS_TO_ADDRESS.take(form.cleaned_data["email"].casefold()):
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)

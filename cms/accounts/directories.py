"""Signing in through the agency's directory: OpenID Connect and SAML, failing softly."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.socialaccount.providers.saml import views as saml
from allauth.socialaccount.providers.saml.utils import build_auth
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from requests import RequestException

from cms.accounts import confirming

logger = logging.getLogger(__name__)

# The library's process that signs nobody in: it only leads back to where the person came from.
CONFIRMING = AuthProcess.REDIRECT

View = Callable[..., HttpResponse]


def _softly(view: View) -> View:
    """Answer a directory that is away, or talks nonsense, with a page that says what to do."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except RequestException as error:
            logger.warning("directory away: %s", type(error).__name__)
            return _page(request, away=True, status=503)
        except (PermissionDenied, KeyError, ValueError) as error:
            logger.warning("directory answered wrongly", exc_info=error)
            return _page(request, away=False, status=401)

    return answer


def _page(request: HttpRequest, *, away: bool, status: int) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", {"away": away}, status=status)


@never_cache
@_softly
def oidc_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the directory."""
    answer: HttpResponse = oidc.login(_plain(request), provider_id)
    return answer


@never_cache
@_softly
def oidc_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it, with a code."""
    answer: HttpResponse = oidc.callback(request, provider_id)
    return answer


@never_cache
@_softly
def saml_sign_in(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Go to the directory."""
    answer: HttpResponse = saml.login(_plain(request), organization_slug=organization_slug)
    return answer


@csrf_exempt
@never_cache
@_softly
def saml_answer(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Take the directory's answer, which its page posts here."""
    get_adapter().get_app(request, provider="saml", client_id=organization_slug)
    answer: HttpResponse = saml.acs(request, organization_slug=organization_slug)
    return answer


@never_cache
@_softly
def saml_back(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Read the answer within our own session: signed, meant for us, asked for, and once."""
    answer: HttpResponse = saml.finish_acs(request, organization_slug=organization_slug)
    return answer


@_softly
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Show what the directory's administrator needs to know of us."""
    answer: HttpResponse = saml.metadata(request, organization_slug=organization_slug)
    return answer


def no_single_sign_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Answer at the address that the metadata must name: signing out of one signs out of no other.
    other."""
    raise Http404


@never_cache
@login_required
@_softly
def confirm(request: HttpRequest, name: str) -> HttpResponse:
    """Send somebody who is signed in to the directory, which is to ask for the password afresh."""
    app = next((one for one in confirming.directories() if confirming.name_of(one) == name), None)
    if app is None:
        raise Http404
    provider = app.get_provider(request)
    back = get_next_redirect_url(request) or "/admin/"
    if app.provider == "saml":
        # The library's own redirect cannot ask for this.
        question = build_auth(request, provider)
        address = question.login(return_to="", force_authn=True)
        provider.stash_redirect_state(
            request, CONFIRMING, back, None, state_id=question.get_last_request_id()
        )
        return HttpResponseRedirect(address)
    afresh = {**provider.get_auth_params(), "prompt": "login", "max_age": "0"}
    answer: HttpResponse = provider.redirect(request, CONFIRMING, back, auth_params=afresh)
    return answer


def not_confirmed(request: HttpRequest) -> HttpResponse:
    """Say that the directory vouched for somebody else, or for a password of some time ago."""
    return render(request, "cms/accounts/not_confirmed.html", status=403)


def _plain(request: HttpRequest) -> HttpRequest:
    """The request with nothing but where to go next: no scope, process or parameter of others."""
    kept = request.GET.copy()
    for name in list(kept):
        if name != "next":
            del kept[name]
    request.GET = kept  # type: ignore[assignment]
    return request


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the directory said no, or that the person turned back."""
    return _page(request, away=False, status=401)

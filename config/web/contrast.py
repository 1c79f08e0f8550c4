"""The switch of contrast."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from audits.web.paths import own_path
from config.web.frame import CONTRAST

YEAR = 365 * 24 * 60 * 60  # seconds


@require_POST
def contrast(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of contrast in a cookie and go back to the page it was made on, a path of ours."""
    response = HttpResponseRedirect(own_path(request.POST.get("next", "")))
    chosen = "high" if request.POST.get("contrast") == "high" else "standard"
    response.set_cookie(
        CONTRAST, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response

"""연계 인증키: made and shown once, listed, revoked after asking."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from audits import shown
from audits.access import Act, Viewer
from audits.actions import tokens
from audits.models import Department, DepartmentKind, DepartmentToken, Scope, User
from audits.web.fields import DayField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of

ONCE: Final = "token_shown_once"


class TokenForm(forms.Form):
    """A new key: whose, for what, answered for by whom, until when."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=gettext_lazy("부서"), empty_label=gettext_lazy("고르지 않음")
    )
    name = forms.CharField(
        label=gettext_lazy("이름"),
        max_length=60,
        help_text=gettext_lazy("어느 시스템의 키인지. 예: 전자결재"),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("범위"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Scope.values,
    )
    responsible = forms.EmailField(
        label=gettext_lazy("책임자"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("그 부서 사람의 전자우편. 비우면 부서장입니다."),
    )
    expires_on = DayField(
        label=gettext_lazy("만료일"),
        required=False,
        help_text=gettext_lazy("예: 2026. 3. 5. 비우면 한 해 동안 쓸 수 있습니다."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        if isinstance(field, forms.ModelChoiceField):
            departments = Department.objects.valid(viewer.on).inside()
            field.queryset = departments.exclude(kind=DepartmentKind.BUREAU).ranked()

    def clean_responsible(self) -> User | None:
        """The person with this address. Raises ValidationError where there is none."""
        email = self.cleaned_data["responsible"]
        found = User.objects.filter(email__iexact=email).first() if email else None
        if email and found is None:
            raise forms.ValidationError(_("등록된 사람의 전자우편이 아닙니다."))
        return found


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """All keys, newest first; POST makes one, which the next page shows this once."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_TOKENS)
    form = TokenForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _make(form, viewer))
        if made:
            request.session[ONCE] = {"key": made[1], "label": str(made[0])}
            return redirect("token_list")
    found = DepartmentToken.objects.select_related("department", "responsible")
    to_replace = set(DepartmentToken.objects.to_replace(viewer.on).values_list("pk", flat=True))
    rows = [_row(token, viewer, to_replace) for token in found.order_by("-created_at", "-id")]
    shown.add(len(rows))
    context = {
        "form": form,
        "shown_once": request.session.pop(ONCE, None),
        "tokens": rows,
    }
    return render(request, "audits/tokens.html", context)


@require_http_methods(["GET", "POST"])
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a key is to be revoked; POST revokes it."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_TOKENS)
    token = DepartmentToken.objects.select_related("department", "responsible").filter(pk=pk).first()
    if token is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    if request.method == "GET":
        return render(request, "audits/tokens_revoke.html", {"token": _row(token, viewer)})
    tokens.revoke_token(pk, by=viewer)
    messages.success(request, _("연계 인증키를 폐기하였습니다: %(token)s") % {"token": token})
    return redirect("token_list")


def _make(form: TokenForm, viewer: Viewer) -> tuple[DepartmentToken, str]:
    asked = form.cleaned_data
    return tokens.make_token(
        asked["department"],
        name=asked["name"],
        scopes=asked["scopes"],
        responsible=asked["responsible"],
        expires_on=asked["expires_on"],
        on=viewer.on,
        by=viewer,
    )


def _row(token: DepartmentToken, viewer: Viewer, to_replace: Collection[int] = ()) -> dict[str, object]:
    labels = dict(Scope.choices)
    return {
        "id": token.pk,
        "name": token.name,
        "prefix": token.prefix,
        "department": token.department.name,
        "scopes": [labels.get(scope, scope) for scope in token.scopes],
        "responsible": token.responsible.name,
        "expires_on": token.expires_on,
        "last_used_on": token.last_used_on,
        "state": _state(token, viewer, to_replace),
    }


def _state(token: DepartmentToken, viewer: Viewer, to_replace: Collection[int]) -> str:
    """`usable`, or why it opens nothing: revoked, expired, stopped (its person or department); `left`: its person."""
    if token.revoked_at:
        return "revoked"
    if token.expires_on <= viewer.on:
        return "expired"
    works = token.responsible.is_active and token.department.existed(viewer.on)
    if not works:
        return "stopped"
    return "left" if token.pk in to_replace else "usable"

"""Every address of the installation."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth.decorators import login_required
from django.urls import path

from audits.web.departments import department_list
from audits.web.invitations import invitation
from audits.web.people import person_create, person_list
from audits.web.person import person_detail
from config.web.health import healthz
from config.web.start import contrast, start
from tracker.web.audits import audit_list, audit_summary
from tracker.web.demand import demand_detail
from tracker.web.demands import demand_list
from tracker.web.imports import import_preview, import_upload

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", start, name="start"),
    path("contrast/", contrast, name="contrast"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/invitation/<str:who>/<str:token>/", invitation, name="invitation"),
    path("demands/", login_required(demand_list), name="demand_list"),
    path("demands/<int:pk>/", login_required(demand_detail), name="demand_detail"),
    path("audits/", login_required(audit_list), name="audit_list"),
    path("audits/<int:pk>/", login_required(audit_summary), name="audit_summary"),
    path("imports/", login_required(import_upload), name="import_upload"),
    path("imports/<str:token>/", login_required(import_preview), name="import_preview"),
    path("departments/", login_required(department_list), name="department_list"),
    path("people/", login_required(person_list), name="person_list"),
    path("people/new/", login_required(person_create), name="person_create"),
    path("people/<int:pk>/", login_required(person_detail), name="person_detail"),
]

"""The addresses of acts below `/api/v1/`, one endpoint an act (contract.md)."""

from __future__ import annotations

from django.urls import path

from tracker.api.acts import council, dates, duty, evidence, gates, handover

urlpatterns = [
    path("assignments/<int:pk>/officer/", duty.NameOfficer.as_view(), name="api_officer"),
    path("assignments/<int:pk>/lead/", duty.NameLead.as_view(), name="api_lead"),
    path("assignments/<int:pk>/move/", duty.Move.as_view(), name="api_move"),
    path("assignments/<int:pk>/withdrawal/", duty.Withdraw.as_view(), name="api_withdrawal"),
    path("assignments/<int:pk>/reminder/", duty.Remind.as_view(), name="api_reminder"),
    path("assignments/<int:pk>/evidence/", evidence.AddEvidence.as_view(), name="api_add_evidence"),
    path(
        "assignments/<int:pk>/evidence/<int:evidence>/",
        evidence.RemoveEvidence.as_view(),
        name="api_remove_evidence",
    ),
    path("assignments/<int:pk>/verification/", council.Verify.as_view(), name="api_verification"),
    path("assignments/<int:pk>/opinion/", council.RecordOpinion.as_view(), name="api_opinion"),
    path("assignments/<int:pk>/reopen/", council.Reopen.as_view(), name="api_reopen"),
    path("assignments/<int:pk>/approval/", gates.Approve.as_view(), name="api_approval"),
    path("assignments/<int:pk>/send-back/", gates.SendBack.as_view(), name="api_send_back"),
    path("assignments/<int:pk>/submission/", gates.Submit.as_view(), name="api_submission"),
    path("assignments/<int:pk>/due-date/", dates.SetDueDate.as_view(), name="api_due_date"),
    path("assignments/<int:pk>/extensions/", dates.Extend.as_view(), name="api_extend"),
    path(
        "assignments/<int:pk>/extension-requests/",
        dates.RequestExtension.as_view(),
        name="api_request_extension",
    ),
    path("extension-requests/", dates.ExtensionRequests.as_view(), name="api_extension_requests"),
    path(
        "extension-requests/<int:pk>/decision/", dates.DecideExtension.as_view(), name="api_decide_extension"
    ),
    path("extension-requests/<int:pk>/cancel/", dates.CancelExtension.as_view(), name="api_cancel_extension"),
    path("assignments/<int:pk>/handover/", handover.OfferHandover.as_view(), name="api_offer_handover"),
    path("handovers/", handover.Handovers.as_view(), name="api_handovers"),
    path("handovers/<int:pk>/accept/", handover.AcceptHandover.as_view(), name="api_accept_handover"),
    path("handovers/<int:pk>/refuse/", handover.RefuseHandover.as_view(), name="api_refuse_handover"),
    path("handovers/<int:pk>/cancel/", handover.CancelHandover.as_view(), name="api_cancel_handover"),
    path("handovers/<int:pk>/settle/", handover.SettleHandover.as_view(), name="api_settle_handover"),
]

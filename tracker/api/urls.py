"""The addresses of the API below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from tracker.api import acts, assignments, audits, demands, progress, reminders, rounds, uploads

urlpatterns = [
    path("audits/", audits.Audits.as_view(), name="api_audits"),
    path("audits/<int:pk>/summary/", audits.AuditSummary.as_view(), name="api_audit_summary"),
    path("audits/<int:pk>/transmittal/", audits.Transmittal.as_view(), name="api_transmittal"),
    path("demands/", demands.Demands.as_view(), name="api_demands"),
    path("demands/<int:pk>/", demands.DemandDetail.as_view(), name="api_demand"),
    path("demands/<int:pk>/assignments/", demands.DemandAssignments.as_view(), name="api_demand_assignments"),
    path("demands/<int:pk>/corrections/", demands.DemandCorrections.as_view(), name="api_corrections"),
    path("demands/<int:pk>/priority/", demands.DemandPriority.as_view(), name="api_priority"),
    path("demands/<int:pk>/history/", demands.DemandHistory.as_view(), name="api_demand_history"),
    path("demands/<int:pk>/withdrawal/", demands.DemandWithdrawal.as_view(), name="api_demand_withdrawal"),
    path("assignments/", assignments.Assignments.as_view(), name="api_assignments"),
    path("assignments/progress/", progress.ManyProgress.as_view(), name="api_many_progress"),
    path("assignments/reminders/", reminders.Reminders.as_view(), name="api_reminders"),
    path("assignments/<int:pk>/", assignments.AssignmentDetail.as_view(), name="api_assignment"),
    path("assignments/<int:pk>/progress/", progress.Progress.as_view(), name="api_progress"),
    path("assignments/<int:pk>/receipt/", assignments.Receipt.as_view(), name="api_receipt"),
    path("assignments/<int:pk>/history/", assignments.AssignmentHistory.as_view(), name="api_history"),
    path("assignments/<int:pk>/deadline/", assignments.AssignmentDeadline.as_view(), name="api_deadline"),
    path("rounds/", rounds.Rounds.as_view(), name="api_rounds"),
    path("rounds/<int:pk>/", rounds.RoundDetail.as_view(), name="api_round"),
    path("rounds/<int:pk>/submission/", rounds.RoundSubmission.as_view(), name="api_round_submission"),
    path("uploads/", uploads.Uploads.as_view(), name="api_uploads"),
    path("evidence/<int:pk>/file/", uploads.EvidenceFile.as_view(), name="api_evidence_file"),
    *acts.urlpatterns,
]

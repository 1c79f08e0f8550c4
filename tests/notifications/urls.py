"""Every address of the installation, and those of this app."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from config.urls import urlpatterns as wired
from notifications.web.ledger import notification_detail, notification_list
from notifications.web.outbox import outbox_html, outbox_list, outbox_mail

urlpatterns = [
    *wired,
    path("notifications/", login_required(notification_list), name="notification_list"),
    path("notifications/<int:pk>/", login_required(notification_detail), name="notification_detail"),
    path("outbox/", login_required(outbox_list), name="outbox_list"),
    path("outbox/<int:pk>/", login_required(outbox_mail), name="outbox_mail"),
    path("outbox/<int:pk>/html/", login_required(outbox_html), name="outbox_html"),
]

"""처리 안내: what one person is told on one day, whatever the reasons, in one mail."""

from notifications.reminders.content import Group, Item, Reminder

__all__ = ["Group", "Item", "Reminder"]

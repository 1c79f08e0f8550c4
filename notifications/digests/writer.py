"""What was chosen for a recipient as a digest, in the language in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from audits.models import Role
from notifications import unsubscribe
from notifications.digests import choice, words
from notifications.digests.choice import Chosen
from notifications.digests.content import Change as Become
from notifications.digests.content import Changes, DepartmentCount, Digest, Item, Notice, Silent
from notifications.digests.run import Run
from notifications.models import State
from notifications.phrases import MOST_ITEMS
from notifications.recipients import Recipient
from tracker.reports import Change, OverdueRow


class Writer:
    """Puts figures into words of one language; a line that several are told is written once.

    `names` are those of departments, `texts` those of demands, shortened, by id.
    """

    def __init__(self, run: Run, names: Mapping[int, str], texts: Mapping[int, str]) -> None:
        self.run = run
        self.names = names
        self.texts = texts
        self.items: dict[int, Item] = {}

    def digest(self, to: Recipient, part: Chosen) -> Digest:
        """The digest of `to`; who switched off what can be is told of nothing but what is overdue."""
        plain = Digest(
            to=to,
            on=self.run.on,
            anchor=self.run.anchor,
            overdue=part.overdue,
            due_this_week=0,
            awaiting=0,
            items=tuple(self._item(row) for row in part.worst),
            departments=tuple(self._count(owner, overdue) for owner, overdue in part.counts.items()),
            url=self._url(to, part),
            moves_url=words.address("move_list"),
            preference_url=words.address("mail_preference") if to.user_id else "",
        )
        return plain if plain.tells_overdue_only else self._whole(plain, part)

    def _whole(self, plain: Digest, part: Chosen) -> Digest:
        to, run = plain.to, self.run
        whole = replace(
            plain,
            due_this_week=choice.due_this_week(to, run),
            awaiting=choice.awaiting(to, run),
            without_owner=run.without_owner if to.is_told_of_all else 0,
            notices=tuple(notice for notice in self._notices(to) if notice.count),
            changes=tuple(self._changes(part)),
            unsubscribe_url=unsubscribe.url_for(to.user_id) if to.user_id else "",
        )
        return self._of_the_office(whole) if to.role == Role.SECRETARIAT else whole

    def _of_the_office(self, whole: Digest) -> Digest:
        """With what the secretariat looks after: who stays silent, and mails of which nobody knows the fate."""
        silent = [pk for pk in self.names if pk in self.run.silent_in_rounds or pk in self.run.unreported]
        return replace(
            whole,
            silent=tuple(self._silent(pk) for pk in silent[:MOST_ITEMS]),
            silent_left_out=max(len(silent) - MOST_ITEMS, 0),
            in_trouble=self.run.mails.get(State.UNCERTAIN, 0),
        )

    def _notices(self, to: Recipient) -> Iterator[Notice]:
        run = self.run
        if to.headed:
            waiting = choice.awaiting_head(to, run)
            yield Notice(_("부서장 확인 대기"), waiting, words.address("approval_list"))
            unnamed = sum(run.without_officer[pk].owed for pk in to.headed if pk in run.without_officer)
            yield Notice(_("담당자 없음"), unnamed, words.address("work_officers"))
        if to.role == Role.SECRETARIAT:
            every = sum(each.open for each in run.without_officer.values())
            yield Notice(_("담당자 없음"), every, words.list_url({"without_officer": "on"}))
            for state, tab in ((State.UNCERTAIN, "uncertain"), (State.DEAD, "failed")):
                url = words.address("notification_list", {"tab": tab})
                yield Notice(_("알림: %(state)s") % {"state": state.label}, run.mails.get(state, 0), url)

    def _changes(self, part: Chosen) -> Iterator[Changes]:
        for title, rows in (
            (_("지적한 요구사항"), part.raised),
            (_("소관 위원회의 요구사항"), part.committees),
        ):
            if rows:
                yield Changes(title, self._changed(rows[:MOST_ITEMS]), len(rows))

    def _changed(self, rows: Sequence[Change]) -> tuple[Become, ...]:
        return tuple(words.change(row, self.texts[row.demand_id]) for row in rows)

    def _item(self, row: OverdueRow) -> Item:
        if row.assignment_id not in self.items:
            owner = words.owner(row.department, self.names)
            self.items[row.assignment_id] = words.item(row, self.texts[row.demand_id], owner, self.run.on)
        return self.items[row.assignment_id]

    def _count(self, owner: int | None, overdue: int) -> DepartmentCount:
        url = words.overdue_url(owner or words.NOBODY)
        return DepartmentCount(owner, words.owner(owner, self.names), overdue, url)

    def _silent(self, department: int) -> Silent:
        asked = {"department": str(department), "status": "not_reported"}
        return Silent(
            name=self.names[department],
            rounds=self.run.silent_in_rounds.get(department, 0),
            unreported=self.run.unreported.get(department, 0),
            url=words.list_url(asked | {"order": "due_date"}),
        )

    def _url(self, to: Recipient, part: Chosen) -> str:
        """The list that is counted; of changes, all demands."""
        if to.is_told_of_changes:
            return words.list_url({})
        only = next(iter(part.counts), None) if len(part.counts) == 1 and not to.is_told_of_all else None
        return words.overdue_url(only)

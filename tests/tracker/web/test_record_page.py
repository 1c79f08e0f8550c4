"""기록 점검: a clerk reads in a sentence whether the record is whole, and can ask for a check now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoAssertNumQueries, Settings

from audits import anchors
from audits.models import (
    AccessAct,
    AccessEntry,
    CheckKind,
    CheckState,
    Department,
    Event,
    RecordCheck,
    Role,
    User,
)
from audits.proof import Code
from audits.proof.rows import kept_models
from config.liveness import connect
from tests.cluster import as_owner
from tests.factories import assign, make_audit, make_demand
from tests.told import tell_everything
from tools.verify_record import main as verify
from tracker import checking, fault_words, reports, tasks
from tracker.web import record as page

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
RECORD = "/record/"


@pytest.fixture(autouse=True)
def file(settings: Settings, tmp_path: Path) -> Path:
    """A file of anchors of this test alone."""
    settings.ANCHOR_FILE = tmp_path / "anchors.txt"
    return Path(settings.ANCHOR_FILE)


@pytest.fixture
def entry(secretariat: User, administrator: User) -> Event:
    """A record of one entry, which tells all there is."""
    return tell_everything(secretariat)


@pytest.fixture
def browser(entry: Event, secretariat: User, sign_in: SignIn) -> Client:
    """The secretariat's."""
    return sign_in(secretariat)


def _checked(kind: CheckKind = CheckKind.RECORD) -> RecordCheck:
    check = checking.begin(kind)
    assert check
    checking.carry_out(check)
    check.refresh_from_db()
    return check


def _kept(
    *problems: dict[str, Any], state: CheckState = CheckState.ALTERED, left_out: int = 0
) -> RecordCheck:
    """A check that is over and found these."""
    now = timezone.now()
    found = {"ok": not problems, "head": None, "problems": list(problems), "left_out": left_out}
    return RecordCheck.objects.create(
        kind=CheckKind.RECORD, state=state, started_at=now, beat_at=now, finished_at=now, found=found
    )


def _problem(code: Code, table: str | None = None, row: int | None = None) -> dict[str, Any]:
    return {"code": code, "message": f"비밀스러운 설명 {row}", "event": 3, "table": table, "id": row}


def _text(client: Client, path: str = RECORD) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_first_check_it_says_so(browser: Client) -> None:
    assert "아직 점검한 적이 없습니다" in _text(browser)


def test_a_whole_record_is_said_in_one_sentence(browser: Client) -> None:
    check = _checked()
    text = _text(browser)
    words = f"이상 없음. 처리 이력 1건, 그 이력이 말하는 자료 {check.found['rows']}건, 파일 0건이 기록된 그대로입니다."
    assert words in text
    assert "밤 점검" in text


def test_who_asked_for_the_check_is_named(browser: Client, secretariat: User) -> None:
    browser.post("/record/begin/")
    tasks.carry_out_check(RecordCheck.objects.get().pk)
    assert secretariat.name in _text(browser)


def test_an_altered_record_says_whom_to_tell(browser: Client) -> None:
    with as_owner():
        Event.objects.update(text='{"number":1}')
    check = _checked()
    assert "처리 이력이 바뀐 흔적이 있습니다" in _text(browser)
    assert "처리 이력 1번" in _text(browser, f"{RECORD}checks/{check.pk}/")


def test_a_check_that_failed_says_that_nothing_is_known_and_why(browser: Client) -> None:
    check = checking.begin(CheckKind.RECORD)
    assert check
    checking.fail(check, "OSError: no disk")
    text = _text(browser)
    assert "바뀌었는지는 알 수 없습니다" in text
    assert "OSError: no disk" in text


def test_the_button_begins_a_check_and_rings_for_a_worker(browser: Client, secretariat: User) -> None:
    assert browser.post("/record/begin/").headers["Location"] == RECORD
    check = RecordCheck.objects.get()
    assert (check.state, check.by) == (CheckState.RUNNING, secretariat)
    (bell,) = connect().lrange("long", 0, -1)
    assert json.loads(bell)["headers"]["argsrepr"] == f"({check.pk},)"


def test_a_second_press_begins_no_second_check(browser: Client) -> None:
    browser.post("/record/begin/")
    text = browser.post("/record/begin/", follow=True).content.decode()
    assert "이미 점검하고 있습니다" in text
    assert RecordCheck.objects.count() == 1


def test_where_no_worker_can_be_rung_the_check_is_not_left_running(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_pk: int) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.carry_out_check, "delay", away)
    text = browser.post("/record/begin/", follow=True).content.decode()
    assert RecordCheck.objects.get().state == CheckState.FAILED
    assert "시작하지 못하였습니다" in text


def test_how_far_a_check_is_survives_a_reload_and_takes_no_script(browser: Client) -> None:
    browser.post("/record/begin/")
    RecordCheck.objects.update(done=250, total=1000)
    for _ in range(2):
        text = _text(browser)
        assert "1000건 가운데 250건" in text
        assert '<noscript><meta http-equiv="refresh"' in text
        assert '<progress aria-labelledby="running-head" value="250" max="1000">' in text
        assert "새로 고침" in text
    assert "지금 점검</button>" not in text


def test_nobody_can_begin_one_by_a_link(browser: Client) -> None:
    assert browser.get("/record/begin/").status_code == 405


def test_the_secretariat_is_led_to_the_demand_of_a_row(
    browser: Client, lists: None, department: Department
) -> None:
    demand = make_demand(make_audit())
    held = assign(demand, department)
    check = _kept(
        _problem(Code.STATE_DIFFERS, "assignment", held.pk),
        _problem(Code.STATE_DIFFERS, "demand", demand.pk),
        _problem(Code.DERIVED_DIFFERS, "followup", demand.pk),
        _problem(Code.ROW_MISSING, "assignment", 999_999),
        _problem(Code.ROW_ALTERED, "progressupdate", 7),
    )
    rows = browser.get(f"{RECORD}checks/{check.pk}/").context["problems"]
    address = f"/demands/{demand.pk}/"
    assert [row["url"] for row in rows] == [address, address, address, "", ""]
    assert rows[4]["exact"] == "progressupdate 7"
    assert "비밀스러운 설명 7" in _text(browser, f"{RECORD}checks/{check.pk}/")


def test_the_administrator_sees_kinds_and_numbers_and_no_matter(
    entry: Event, administrator: User, sign_in: SignIn, lists: None, department: Department
) -> None:
    held = assign(make_demand(make_audit()), department)
    check = _kept(_problem(Code.DUE_DATE_UNEXPLAINED, "assignment", held.pk))
    text = _text(sign_in(administrator), f"{RECORD}checks/{check.pk}/")
    assert f"소관 {held.pk}번" in text
    assert "처리기한을 이력으로 설명할 수 없음" in text
    assert "비밀스러운" not in text
    assert "/demands/" not in text


def test_what_was_not_kept_is_counted(browser: Client) -> None:
    check = _kept(_problem(Code.ROW_MISSING, "ground", 1), left_out=41)
    assert "이 밖에 41건" in _text(browser, f"{RECORD}checks/{check.pk}/")
    assert "42건" in _text(browser)


def test_every_fault_and_every_kind_of_row_has_a_name() -> None:
    assert set(Code) <= set(fault_words.WHAT)
    assert {model.__name__.lower() for model in kept_models()} | {"followup"} <= set(fault_words.TABLES)


def test_the_head_is_there_to_copy(browser: Client, entry: Event) -> None:
    assert f"1:{entry.hash}" in _text(browser)


def test_two_roles_are_said_to_protect_it(browser: Client) -> None:
    assert "역할이 둘입니다" in _text(browser)


def test_with_one_role_it_says_that_triggers_alone_protect_it(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
    assert "트리거로만 보호됩니다" in _text(browser)


def test_what_is_kept_outside_is_told(browser: Client, file: Path) -> None:
    assert "끝부분이 지워졌는지는 알 수 없습니다" in _text(browser)
    anchors.record_anchor(timezone.now())
    (file.parent / "anchors.txt.d").mkdir()
    (file.parent / "anchors.txt.d" / "1.tsr").write_bytes(b"")
    text = _text(browser)
    assert text.count("1건, 마지막은 처리 이력 1번") == 2


def test_a_file_of_anchors_that_was_damaged_is_told(browser: Client, file: Path) -> None:
    file.write_text("x\n")
    assert "보관한 파일을 읽을 수 없습니다" in _text(browser)


def test_where_the_file_lies_is_for_the_administrator(
    browser: Client, administrator: User, sign_in: SignIn, file: Path
) -> None:
    assert str(file) not in _text(browser)
    assert str(file) in _text(sign_in(administrator))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("1:{hash}", "success"),
        ("기록 확인값 1:{hash}", "success"),
        ("1:" + "a" * 64, "error"),
        ("9:{hash}", "error"),
        ("1:abc", "warning"),
        ("<script>", "warning"),
    ],
)
def test_a_value_from_a_mail_can_be_held_against_the_record(
    typed: str, kind: str, browser: Client, entry: Event
) -> None:
    answer = browser.get(RECORD, {"anchor": typed.format(hash=entry.hash)})
    assert answer.context["compared"].kind == kind
    assert "<script>" not in answer.content.decode().partition("<main")[2]


def test_the_stored_text_itself_is_compared(browser: Client, entry: Event) -> None:
    """A hash left as it was beside an altered text deceives nobody."""
    with as_owner():
        Event.objects.update(text='{"number":1}')
    assert browser.get(RECORD, {"anchor": f"1:{entry.hash}"}).context["compared"].kind == "error"


def test_checks_go_on_page_by_page_in_a_fixed_number_of_statements(
    browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(page.PAGE + 1):
        _kept(state=CheckState.FAILED)
    browser.get(RECORD)  # the first one also keeps the session alive
    with django_assert_num_queries(9):
        first = browser.get(RECORD).context
    second = browser.get(RECORD + str(first["next_url"])).context
    assert (len(first["rows"]), len(second["rows"]), second["next_url"]) == (page.PAGE, 1, "")


def test_the_record_is_taken_away_with_a_reason_and_verifies_elsewhere(
    browser: Client, secretariat: User, tmp_path: Path
) -> None:
    tell = Event.objects.get()
    _tell_more(secretariat)
    assert "내려받는 사유" in _text(browser, f"{RECORD}file/")
    answer = browser.post(f"{RECORD}file/", {"usual": "audit"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # an attachment
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record.jsonl"'
    assert hashlib.sha256(content.splitlines()[0]).hexdigest() == tell.hash
    (tmp_path / "record.jsonl").write_bytes(content)
    assert verify([str(tmp_path / "record.jsonl"), "--anchor", f"1:{tell.hash}"]) == 0
    noted = AccessEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (noted.what, noted.items, noted.reason) == ("record", 2, "감사·점검 자료 제출")


def _tell_more(by: User) -> None:
    User.objects.filter(pk=by.pk).update(name="다른 이름")
    tell_everything(by)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.COUNCILLOR])
def test_nobody_else_is_let_in(
    role: Role, browser: Client, enrol: Callable[..., User], department: Department, sign_in: SignIn
) -> None:
    place = {"department": department} if role == Role.OFFICER else {}
    client = sign_in(enrol(role, **place))
    assert client.get(RECORD).status_code == 403
    assert client.post(f"{RECORD}begin/").status_code == 403
    assert not RecordCheck.objects.exists()


def test_the_start_page_warns_until_a_later_check_is_whole(browser: Client) -> None:
    assert "바뀐 흔적" not in browser.get("/", follow=True).content.decode()
    _kept(_problem(Code.ROW_MISSING, "ground", 1))
    warned = browser.get("/", follow=True).content.decode()
    assert "처리 이력이 바뀐 흔적이 있습니다: 기록 점검" in warned
    assert '<a href="/record/">' in warned
    _kept(state=CheckState.FAILED)
    assert "바뀐 흔적" in browser.get("/", follow=True).content.decode()
    _kept(state=CheckState.WHOLE)
    assert "바뀐 흔적" not in browser.get("/", follow=True).content.decode()


def test_the_start_page_warns_the_administrator_and_nobody_else(
    entry: Event, administrator: User, clerk: User, sign_in: SignIn
) -> None:
    _kept(_problem(Code.ROW_MISSING, "ground", 1))
    assert "바뀐 흔적" in sign_in(administrator).get("/", follow=True).content.decode()
    assert "바뀐 흔적" not in sign_in(clerk).get("/", follow=True).content.decode()


def test_a_check_of_last_week_is_no_check_of_today(browser: Client) -> None:
    _checked()
    RecordCheck.objects.update(started_at=timezone.now() - timedelta(days=7))
    results = checking.newest_results()
    assert checking.in_a_word(results[CheckKind.RECORD], timezone.now()) == "unchecked"


def test_what_is_printed_has_the_head_at_its_foot(
    browser: Client, lists: None, department: Department
) -> None:
    demand = make_demand(make_audit())
    assign(demand, department)
    head = reports.record_head()
    for address in (f"/demands/{demand.pk}/", f"/audits/{demand.audit_id}/"):
        assert f'<p class="on-paper">기록 확인값 {head}</p>' in _text(browser, address)

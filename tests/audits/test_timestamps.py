"""Time-stamps of the record's head: by a real authority, kept, and never believed where they answer something else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from audits import anchors, record, timestamps
from audits.models import Event, User
from audits.proof import Anchor, BadAnchor
from audits.record import Entry
from tests.audits.authority import Authority, Server, serving

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One authority for the file: making keys takes a while."""
    return Authority.make(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def server(authority: Authority, settings: Settings, tmp_path: Path) -> Iterator[Server]:
    """The authority's server, and an installation that asks it and knows its root."""
    with serving(authority.stamp) as running:
        settings.ANCHOR_FILE = tmp_path / "anchors.txt"
        settings.TIMESTAMP_URL = running.url
        settings.TIMESTAMP_CA_FILE = str(authority.roots)
        yield running


@pytest.fixture
def head(secretariat: User) -> Anchor:
    """A record of one entry, and its head."""
    record.append(Entry("first", secretariat, None))
    return Anchor(*record.head())


def _kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "anchors.txt.d").glob("*"))


def _refused(tmp_path: Path) -> str:
    """What is said of a stamp that did not come; the line in the file is there all the same."""
    done = anchors.record_anchor(timezone.now())
    assert anchors.file_anchors() == [done.anchor]
    assert _kept(tmp_path) == []
    return done.refusal


def test_the_stamp_is_over_the_hash_of_the_entry_and_openssl_finds_it_good(
    server: Server, authority: Authority, head: Anchor, tmp_path: Path
) -> None:
    done = anchors.record_anchor(timezone.now())
    assert (done.refusal, done.stamp) == ("", tmp_path / "anchors.txt.d" / "1.tsr")
    assert done.stamp is not None
    authority.verify(done.stamp, Event.objects.get().text.encode())
    assert timestamps.kept_stamps() == [head]
    assert server.kinds == ["application/timestamp-query"]


def test_an_entry_is_stamped_once(server: Server, head: Anchor) -> None:
    anchors.record_anchor(timezone.now())
    anchors.record_anchor(timezone.now())
    assert len(server.asked) == 1


def test_without_a_server_nothing_is_asked(
    server: Server, head: Anchor, settings: Settings, tmp_path: Path
) -> None:
    settings.TIMESTAMP_URL = ""
    assert _refused(tmp_path) == ""
    assert server.asked == []


def test_a_server_that_is_away_is_said_and_the_line_is_kept(
    server: Server, head: Anchor, settings: Settings, tmp_path: Path
) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    assert "시점확인 서버에서 답이 없습니다. 127.0.0.1" in _refused(tmp_path)


def test_a_stamp_that_did_not_come_is_asked_for_again(server: Server, head: Anchor, tmp_path: Path) -> None:
    server.status = 503
    assert "HTTP 503" in _refused(tmp_path)
    server.status = 200
    done = anchors.record_anchor(timezone.now())
    assert (done.written, done.refusal) == (False, "")
    assert timestamps.kept_stamps() == [head]


def test_a_server_that_never_ends_its_answer_is_left(
    server: Server, head: Anchor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "PATIENCE", 0.3)
    server.wait, server.answer = 0.1, lambda _request: b"." * 20_000
    assert "too slow" in _refused(tmp_path)


def test_a_server_that_says_nothing_is_left(
    server: Server, head: Anchor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "PATIENCE", 0.2)
    server.wait = 1.0
    assert "timed out" in _refused(tmp_path)


def test_an_endless_answer_is_not_read_to_its_end(server: Server, head: Anchor, tmp_path: Path) -> None:
    server.answer = lambda _request: b"." * (timestamps.LARGEST + 2048)
    assert "too large" in _refused(tmp_path)


@pytest.mark.parametrize("said", [b"", b"<html>sign in</html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_time_stamp_is_refused(server: Server, head: Anchor, tmp_path: Path, said: bytes) -> None:
    server.answer = lambda _request: said
    assert "믿을 수 없습니다" in _refused(tmp_path)


def test_a_rejection_is_said(server: Server, head: Anchor, tmp_path: Path) -> None:
    strict = Authority.make(tmp_path / "strict", digests="sha512")
    server.answer = strict.stamp
    assert "REJECTION" in _refused(tmp_path)


def _other_request(*, text: bytes) -> bytes:
    asked = TimestampRequestBuilder(text).hash_algorithm(HashAlgorithm.SHA256)
    return asked.cert_request(cert_request=True).build().as_bytes()


def test_a_stamp_of_something_else_is_refused(
    server: Server, authority: Authority, head: Anchor, tmp_path: Path
) -> None:
    server.answer = lambda _request: authority.stamp(_other_request(text=b"something else"))
    assert "message imprint" in _refused(tmp_path)


def test_a_stamp_for_another_request_is_refused(
    server: Server, authority: Authority, head: Anchor, tmp_path: Path
) -> None:
    text = Event.objects.get().text.encode()
    server.answer = lambda _request: authority.stamp(_other_request(text=text))
    assert "nonce" in _refused(tmp_path)


def test_a_replayed_answer_is_refused(
    server: Server, authority: Authority, head: Anchor, tmp_path: Path
) -> None:
    first = anchors.record_anchor(timezone.now()).stamp
    assert first is not None
    replayed = first.read_bytes()
    first.unlink()
    server.answer = lambda _request: replayed
    assert "nonce" in _refused(tmp_path)


def test_a_stamp_by_an_authority_nobody_knows_is_refused(
    server: Server, head: Anchor, tmp_path: Path
) -> None:
    server.answer = Authority.make(tmp_path / "other", name="다른 인증기관").stamp
    assert "믿을 수 없습니다" in _refused(tmp_path)


def test_an_authority_that_is_set_but_not_there_is_said(
    server: Server, head: Anchor, settings: Settings, tmp_path: Path
) -> None:
    settings.TIMESTAMP_CA_FILE = str(tmp_path / "nowhere.pem")
    assert "nowhere.pem" in _refused(tmp_path)


def test_a_head_whose_text_was_altered_gets_no_stamp(
    server: Server, head: Anchor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "head", lambda: (1, "0" * 64))
    assert "message imprint" in _refused(tmp_path)


def test_an_anchor_of_an_entry_that_is_gone_gets_no_stamp_and_fails_nothing(
    server: Server, head: Anchor, tmp_path: Path
) -> None:
    server.status = 503
    anchors.record_anchor(timezone.now())
    server.status = 200
    (tmp_path / "anchors.txt").write_text(f"{timezone.localtime().isoformat()} 7:{head.hash}\n")
    done = anchors.record_daily(timezone.now())
    assert (done.stamp, "처리 이력 7번이 없습니다" in done.refusal) == (None, True)


def test_a_stamp_is_an_anchor_also_where_the_file_is_lost(
    server: Server, head: Anchor, settings: Settings
) -> None:
    anchors.record_anchor(timezone.now())
    Path(settings.ANCHOR_FILE).unlink()
    assert anchors.kept_anchors() == [head]


@pytest.mark.parametrize("damage", [b"", b"no stamp"])
def test_a_kept_stamp_that_was_damaged_is_named(
    server: Server, head: Anchor, damage: bytes, tmp_path: Path
) -> None:
    anchors.record_anchor(timezone.now())
    (tmp_path / "anchors.txt.d" / "1.tsr").write_bytes(damage)
    with pytest.raises(BadAnchor, match=r"1\.tsr"):
        anchors.kept_anchors()


def test_a_kept_stamp_that_another_authority_signed_is_named(
    server: Server, head: Anchor, settings: Settings, tmp_path: Path
) -> None:
    anchors.record_anchor(timezone.now())
    settings.TIMESTAMP_CA_FILE = str(Authority.make(tmp_path / "other", name="다른 인증기관").roots)
    with pytest.raises(BadAnchor, match=r"1\.tsr"):
        anchors.kept_anchors()


def test_a_stamp_under_another_number_does_not_fit_the_record(
    server: Server, head: Anchor, tmp_path: Path
) -> None:
    anchors.record_anchor(timezone.now())
    (tmp_path / "anchors.txt.d" / "1.tsr").rename(tmp_path / "anchors.txt.d" / "7.tsr")
    with pytest.raises(CommandError, match="바뀐 흔적"):
        call_command("verify_record", stdout=io.StringIO())


def test_the_command_says_that_the_stamp_did_not_come(
    server: Server, head: Anchor, settings: Settings
) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    out = io.StringIO()
    with pytest.raises(CommandError, match="답이 없습니다") as refused:
        call_command("record_anchor", "--json", stdout=out)
    assert refused.value.returncode == 2
    assert str(head) in out.getvalue()

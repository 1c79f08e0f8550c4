"""The part of a form in which evidence is named: files, approval-document numbers, links. Shapes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from tracker.actions.drafts import uploads_of
from tracker.actions.evidence import Piece, piece_of
from tracker.actions.uploads import unused
from tracker.files.inspection import EXTENSIONS, LARGEST
from tracker.web.uploads import UPLOAD


@dataclass(frozen=True)
class FileRow:
    """A file that was sent and waits in the form. Without a `name` it is no longer kept."""

    id: int
    name: str = ""
    size: int = 0


class EvidenceRows(forms.MultipleHiddenInput):
    """Rows of one line each, all of the same name; `tracker/report_evidence.html` draws them."""

    input_type = "text"

    def id_for_label(self, id_: str) -> str:
        """The first row."""
        return f"{id_}_1"


class EvidenceField(forms.Field):
    """Approval-document numbers and links, one a row; what opens with https:// is a link."""

    widget = EvidenceRows

    def __init__(self) -> None:
        words = gettext_lazy(
            "한 줄에 하나씩 적습니다. 예: 정보정책과-1234(2026. 3. 20.) 또는 https://로 시작하는 주소"
        )
        super().__init__(label=gettext_lazy("증빙자료"), required=False, help_text=words)

    def to_python(self, value: Sequence[str] | None) -> list[Piece]:
        """A piece a row; empty rows are none. Raises ValidationError naming the row."""
        rows = [forms.CharField(required=False).clean(row) for row in value or []]
        return [piece_of(row) for row in rows if row]


class UploadField(forms.Field):
    """Ids of files that were sent before the form; they stand in it unseen."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Sequence[object] | None) -> list[int]:
        """Each once, in the order in which they were sent; what is no number is none."""
        return _ids(value or [])


class NamesEvidence(forms.Form):
    """What a form with the fields `evidence` and `upload` answers; `viewer` is who fills it in."""

    viewer: Viewer
    accept = ",".join(f".{ending}" for ending in EXTENSIONS)
    largest = LARGEST

    def is_multipart(self) -> bool:
        """Files come with it where no script has sent them before."""
        return True

    def pieces(self) -> list[Piece]:
        """What is named. Call on a valid form."""
        files = [Piece(upload=upload) for upload in self.cleaned_data["upload"]]
        return [*files, *self.cleaned_data["evidence"]]

    def evidence_rows(self) -> list[str]:
        """The rows to draw: those typed, at least one."""
        return list(self["evidence"].value() or [""])

    def file_rows(self) -> list[FileRow]:
        """The files to draw, in the order in which they were sent; one statement where there are any."""
        ids = _ids(self[UPLOAD].value() or [])
        kept = unused(ids, by=self.viewer).in_bulk() if ids else {}
        return [FileRow(pk, kept[pk].name, kept[pk].size) if pk in kept else FileRow(pk) for pk in ids]


def uploads_typed(data: QueryDict) -> str:
    """The ids of the files a form names, as a draft keeps them: a line each."""
    return "\n".join(map(str, _ids(data.getlist(UPLOAD))))


def _ids(values: Sequence[object]) -> list[int]:
    return list(dict.fromkeys(uploads_of({"uploads": "\n".join(map(str, values))})))

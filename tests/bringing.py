"""Sheets and forms brought as a person brings them, to where one looks at them before they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audits.intake.postings import ADDRESS, DEPARTMENT, HEADS, NAME, NUMBER, START
from tests.tracker.actions.test_import_demands import REPORT


def bring(client: Client, content: bytes, brought: str, *, name: str = "", **said: object) -> str:
    """Bring a file to a page; answers where one is led."""
    name = name or ("sheet.csv" if b"\0" not in content[:400] else "sheet.xlsx")
    answer = client.post(brought, {"file": SimpleUploadedFile(name, content), **said})
    return answer.headers.get("Location", brought)


def back(client: Client, taken: str, brought: str) -> str:
    """Bring a sheet back as the product handed it out."""
    return bring(client, client.get(taken).getvalue(), brought)


def table(*lines: Sequence[str]) -> bytes:
    """A sheet as CSV."""
    return "\n".join(",".join(line) for line in lines).encode()


def report(client: Client, body: str) -> str:
    """Bring a report of a year that was published."""
    said = {"year": 2025, "body": body, "reported_on": "2025. 12. 1."}
    return bring(client, REPORT.encode(), reverse("import_upload"), name="report.txt", **said)


def postings(client: Client, numbers: Iterable[int], *, place: str, begins: date) -> str:
    """Bring a list of new people of a department."""
    rows = [
        {
            NAME: f"시연 새 사람 {number}",
            NUMBER: f"N{number}",
            ADDRESS: f"new{number}@demo.example",
            DEPARTMENT: place,
            START: f"{begins.year}.{begins.month}.{begins.day}.",
        }
        for number in numbers
    ]
    lines = ([row.get(head, "") for head in HEADS] for row in rows)
    return bring(client, table(HEADS, *lines), reverse("posting_upload"))


def confirmed_postings(client: Client, preview: str) -> str:
    """Confirm a list of people; answers where one is told what became of it."""
    seen = client.get(preview).context["form"].initial["seen"]
    return client.post(preview, {"seen": seen}).headers["Location"]


def renamed(client: Client, department: int, *, name: str, day: date) -> str:
    """Fill in that a department has another name from a day on."""
    said = {
        "rows": "1",
        "effective_on": day.isoformat(),
        "basis": "조례 개정",
        "row-0-kind": "rename",
        "row-0-predecessor": str(department),
        "row-0-name": name,
    }
    return client.post(reverse("reorganisation_create"), said).headers["Location"]

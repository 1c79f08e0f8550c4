"""PDF with letters in it: lines, and tables where rules are drawn, as one Paper. What is only a picture is not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from audits.intake import pdf_page
from audits.intake.draft import Unreadable
from audits.intake.flow import Count, Flow
from audits.intake.inspection.faults import BROKEN
from audits.intake.paper import Paper, Paragraph
from audits.intake.pdf_leaves import Drawn, Leaf, bound, leaf
from audits.intake.serving import ENCRYPTED

MOST_PAGES: Final = 500
TOO_MANY_PAGES: Final = "쪽이 너무 많은 PDF입니다({most}쪽까지). 필요한 쪽만 저장하여 올려 주십시오."
SCANNED: Final = (
    "글자 정보가 없는 PDF입니다(스캔). "
    "한글·엑셀 원본 파일을 올리거나, 글자를 붙여 넣은 텍스트(TXT)를 올려 주십시오."
)
NO_SIGNS: Final = (
    "글꼴 정보가 없어 글자를 알 수 없는 PDF입니다. 한글에서 PDF로 다시 저장하거나 원본 파일을 올려 주십시오."
)
PICTURE_PAGES: Final = "{pages}쪽에는 글자 정보가 없어 읽지 않았습니다(그림)."
UNKNOWN_SIGNS: Final = "{pages}쪽에 글꼴 정보가 없어 알 수 없는 글자가 있습니다(\ufffd로 적음)."
LEANING: Final = "{pages}쪽에 비스듬히 찍힌 글자(워터마크)는 읽지 않았습니다."
RECOGNISED: Final = (
    "{pages}쪽의 글은 그림에서 글자를 알아낸 것(OCR)이거나 보이지 않게 적은 것입니다. "
    "원본과 견주어 보아 주십시오."
)
SHARE_UNKNOWN: Final = 0.2
FEWEST_LETTERS: Final = 5  # a page number alone is no text
MOST_NAMED: Final = 20


def papers(content: bytes) -> list[Paper]:
    """What a PDF says. Raises Unreadable (`serving`)."""
    document = _opened(content)
    count = len(document)
    if count > MOST_PAGES:
        raise Unreadable(TOO_MANY_PAGES.format(most=f"{MOST_PAGES:,}"))
    look = _Look()
    leaves = [look.at(document, number) for number in range(count)]
    look.refuse_pictures()
    flow, counted = Flow(), Count()
    for message in look.remarks():
        flow.remark(message)
    for block in bound(leaves):
        _measure(block, counted)
        flow.add(block)
    return [flow.paper()]


class _Look:
    """What is seen while the pages are turned."""

    def __init__(self) -> None:
        self._pictures: list[int] = []
        self._unknown: list[int] = []
        self._unseen: list[int] = []
        self._leaning: list[int] = []
        self._letters = self._signs = 0

    def at(self, document: Any, number: int) -> Leaf:
        """The page of this number, counted from 0; what cannot be opened is the file's fault."""
        try:
            page = document[number]
            sheet = pdf_page.read(page, number + 1)
            page.close()
        except pypdfium2.PdfiumError as error:
            raise Unreadable(BROKEN) from error
        said = sum(not letter.text.isspace() for letter in sheet.letters)
        self._letters += said
        self._signs += sheet.unknown
        if said < FEWEST_LETTERS and sheet.pictures:
            self._pictures.append(number + 1)
        if sheet.unknown:
            self._unknown.append(number + 1)
        if sheet.unseen:
            self._unseen.append(number + 1)
        if sheet.leaning:
            self._leaning.append(number + 1)
        return leaf(sheet)

    def refuse_pictures(self) -> None:
        """Raise Unreadable for a document in which no page, or next to none, has letters that can be read."""
        if not self._letters or self._letters < FEWEST_LETTERS * len(self._pictures):
            raise Unreadable(SCANNED)
        if self._signs > SHARE_UNKNOWN * self._letters:
            raise Unreadable(NO_SIGNS)

    def remarks(self) -> Iterator[str]:
        """What a person has to know of pages that were read in part."""
        for message, pages in (
            (PICTURE_PAGES, self._pictures),
            (UNKNOWN_SIGNS, self._unknown),
            (RECOGNISED, self._unseen),
            (LEANING, self._leaning),
        ):
            if pages:
                named = ", ".join(map(str, pages[:MOST_NAMED])) + "…" * (len(pages) > MOST_NAMED)
                yield message.format(pages=named)


def _opened(content: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        locked = code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise Unreadable(ENCRYPTED if locked else BROKEN) from error


def _measure(block: Drawn, counted: Count) -> None:
    if isinstance(block, Paragraph):
        counted.text(block.text)
        return
    counted.tables += 1
    counted.table(len(block.rows), 1)
    for row in block.rows:
        reach = 0
        for cell in row:
            reach += cell.columns
            counted.text(cell.text)
            counted.cell(reach)

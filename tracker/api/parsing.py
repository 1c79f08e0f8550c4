"""Reading a body: JSON in UTF-8, of bounded size, that the database and an answer can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.utils import json

LARGEST: Final = 2 * 1024 * 1024  # bytes; two hundred long reports


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: no NaN, no half of a surrogate pair, no nesting without end."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002 (the framework's signature)
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """What the body says. Raises ParseError."""
        try:
            said = json.loads(stream.read().decode("utf-8"))
            json.dumps(said, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as error:
            raise ParseError(_("JSON으로 읽을 수 없습니다.")) from error
        return said

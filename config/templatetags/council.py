"""What the council of this installation is called."""

from __future__ import annotations

from django import template

from audits.models import Office

register = template.Library()


@register.simple_tag
def council_name() -> str:
    """The council with its term, 제9대 가람시의회; empty until somebody has said so. One statement."""
    return Office.current().full_name

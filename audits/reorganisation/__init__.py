"""One reorganisation before it is recorded: steps as they are asked for, and what the organisation becomes by them."""

from audits.reorganisation.people import Going, People, people_of
from audits.reorganisation.plan import Plan, plan
from audits.reorganisation.steps import MOST_STEPS, Founding, Planned, Step
from audits.reorganisation.table import steps_of

__all__ = [
    "MOST_STEPS",
    "Founding",
    "Going",
    "People",
    "Plan",
    "Planned",
    "Step",
    "people_of",
    "plan",
    "steps_of",
]

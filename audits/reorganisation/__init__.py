"""One reorganisation before it is recorded: steps as they are asked for, and what the organisation becomes by them."""

from audits.reorganisation.faults import Faults
from audits.reorganisation.plan import Plan, plan
from audits.reorganisation.steps import MOST_STEPS, Founding, Planned, Step

__all__ = ["MOST_STEPS", "Faults", "Founding", "Plan", "Planned", "Step", "plan"]

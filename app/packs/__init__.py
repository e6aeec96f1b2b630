"""Packs: the subject's facts and figures as TOML files, read lazily, checked, and handed out as frozen dataclasses.

Serves new sessions, interviews, workshops, plans and exercises. ``library(user_folder())`` adds the user's own packs;
the functions below answer from the built-in ones alone. Texts are English message ids and may pass through
``translate`` when they are shown. How to write a pack is told in ``resources/docs/packs.md``.
"""

from __future__ import annotations

from app.packs.catalogues import (
    FilledMessage,
    Gap,
    MessageTemplate,
    PlanPart,
    ReportingClock,
    StrategyType,
    Threat,
)
from app.packs.guide import AnswerField, InterviewGuide, Question, Section
from app.packs.money import FINANCIAL, format_amount, in_money, with_money
from app.packs.msel import Branch, Inject, Objective, Scenario, ScenarioTarget
from app.packs.reading import PackFault
from app.packs.scale import (
    FEWEST_LEVELS,
    MOST_LEVELS,
    Band,
    Category,
    Horizon,
    Level,
    Likelihood,
    LikelihoodScale,
    Matrix,
    Scales,
    Tier,
    default_colour,
    first_fall,
)
from app.packs.shelf import FORMAT, KINDS, Library, Pack, library, read_pack, user_folder

_BUILT_IN = Library()

interview_guide = _BUILT_IN.interview_guide
scales = _BUILT_IN.scales
completed = _BUILT_IN.completed
likelihood = _BUILT_IN.likelihood
likelihoods = _BUILT_IN.likelihoods
matrix = _BUILT_IN.matrix
matrices = _BUILT_IN.matrices
threats = _BUILT_IN.threats
strategy_types = _BUILT_IN.strategy_types
plan_parts = _BUILT_IN.plan_parts
message_templates = _BUILT_IN.message_templates
reporting_clocks = _BUILT_IN.reporting_clocks
scenarios = _BUILT_IN.scenarios
scenario = _BUILT_IN.scenario

__all__ = [
    "FEWEST_LEVELS", "FINANCIAL", "FORMAT", "KINDS", "MOST_LEVELS", "AnswerField", "Band", "Branch", "Category",
    "FilledMessage", "Gap", "Horizon", "Inject", "InterviewGuide", "Level", "Library", "Likelihood", "LikelihoodScale",
    "Matrix", "MessageTemplate", "Objective", "Pack", "PackFault", "PlanPart", "Question", "ReportingClock", "Scales",
    "Scenario", "ScenarioTarget", "Section", "StrategyType", "Threat", "Tier", "completed", "default_colour",
    "first_fall", "format_amount", "in_money", "interview_guide", "library", "likelihood", "likelihoods", "matrices",
    "matrix", "message_templates", "plan_parts", "read_pack", "reporting_clocks", "scales", "scenario", "scenarios",
    "strategy_types", "threats", "user_folder", "with_money",
]  # fmt: skip

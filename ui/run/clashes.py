"""Contradictions as the interview shows them: what the link says that mends each."""

from __future__ import annotations

from app.fields import fields_of
from app.i18n import N_, translate
from app.interviews.contradictions import Contradiction
from ui.run.answers import MODELS

_SHORT = {
    "impact_score": N_("Look at the grid"),
    "dependency": N_("Fix dependency"),
    "supplier.contract_rto": N_("Fix supplier"),
    "bia_approval.approved_by_id": N_("Go to approval"),
    "bia.safety_confirmed_by_id": N_("Have it confirmed"),
}


def fix_words(one: Contradiction) -> str:
    """Return the words of the link that leads to the field which mends a contradiction."""
    if one.field in _SHORT:
        return translate(_SHORT[one.field])
    table, _, column = one.field.partition(".")
    spec = fields_of(MODELS[table]).get(column) if table in MODELS else None
    return translate(N_("Fix {field}"), field=translate(spec.label)) if spec is not None else translate(N_("Go there"))

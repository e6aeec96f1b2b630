"""The risk register: every risk with its levels, services, votes, next action and standing, read in a few queries.

Serves the risks page, the workbook, reports and the board. Levels come from the session's own matrix. What a room
voted is told in figures, never by whom. The verbs that change risks stand in ``app.risks``.
"""

from __future__ import annotations

from app.register.lines import (
    AGREEMENT,
    OPEN_ACTION,
    Acceptance,
    LinkedService,
    Named,
    Register,
    RegisteredRisk,
    RiskAction,
    Score,
)
from app.register.reading import register
from app.register.since import ChangedValue, Movement, Since, since
from app.risks import (
    accept_risk,
    add_risk,
    close_risk,
    review_risk,
    set_nodes,
    set_services,
    suggested_impact,
    withdraw_acceptance,
)

__all__ = [
    "AGREEMENT", "OPEN_ACTION", "Acceptance", "ChangedValue", "LinkedService", "Movement", "Named", "Register",
    "RegisteredRisk", "RiskAction", "Score", "Since", "accept_risk", "add_risk", "close_risk", "register",
    "review_risk", "set_nodes", "set_services", "since", "suggested_impact", "withdraw_acceptance",
]  # fmt: skip

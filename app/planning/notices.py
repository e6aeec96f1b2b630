"""Fills what is known into a message template and leaves the rest as gaps for a pen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app import packs
from app.i18n import translate
from app.planning.content import Contact, PlanContent

_GAP = re.compile(r"\{([^{}]{1,60})\}")


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan knows before anything has happened."""

    organisation: str
    services: tuple[str, ...]
    bridge: str
    lead: Contact | None
    plan: str
    workarounds: tuple[str, ...] = ()


_ANSWERS: Mapping[str, Callable[[Known], str]] = MappingProxyType(
    {
        "org": lambda known: known.organisation,
        "bridge": lambda known: known.bridge,
        "plan": lambda known: known.plan,
        "service": lambda known: known.services[0] if len(known.services) == 1 else "",
        "lead": lambda known: known.lead.name if known.lead else "",
        "lead_phone": lambda known: next(iter(known.lead.numbers()), "") if known.lead else "",
        "workaround": lambda known: known.workarounds[0] if len(known.workarounds) == 1 else "",
    }
)


def filled(text: str, known: Known) -> tuple[tuple[str, bool], ...]:
    """Return ``text`` cut into stretches: words (with what is known filled in) and the captions of open gaps."""
    stretches: list[tuple[str, bool]] = []
    words, end = "", 0
    for match in _GAP.finditer(text):
        words += text[end : match.start()]
        end = match.end()
        name = match[1].strip()
        answer = _ANSWERS[name](known) if name in _ANSWERS else ""
        if answer:
            words += answer
            continue
        if words:
            stretches.append((words, False))
        stretches.append((caption(name), True))
        words = ""
    words += text[end:]
    return (*stretches, (words, False)) if words else tuple(stretches)


def known_of(plan: PlanContent, *, numbers: bool = True) -> Known:
    """Return what ``plan`` knows; without ``numbers`` the lead's telephone stays a gap."""
    lead = plan.invokers[0] if plan.invokers else None
    if lead is not None and not numbers:
        lead = replace(lead, phone="", second_phone="")
    return Known(
        organisation=plan.organisation,
        services=tuple(one.name for one in plan.services),
        bridge=", ".join(part for part in (plan.bridge_number, plan.bridge_code) if part),
        lead=lead,
        plan=plan.title,
        workarounds=tuple(one.workaround.text for one in plan.services if one.workaround),
    )


def caption(name: str) -> str:
    """Return the words under a gap: those of the template packs, or the name itself."""
    for template in packs.message_templates():
        for gap in template.gaps:
            if gap.name == name:
                return translate(gap.label)
    return name.replace("_", " ")

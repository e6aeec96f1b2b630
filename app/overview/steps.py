"""What to do next, worked out from the findings and from how far the work has come.

Serves "Do next" on the Overview. Findings that hold others up come first; without any, the next stage of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from app import listings, session
from app.i18n import N_, plural, translate
from app.services import ServiceRow, services

if TYPE_CHECKING:
    from app.checks import Finding
    from app.document import Document


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why, and the words of its button.

    ``subject`` (a kind of entity) and ``key`` say where it is done; ``dialog`` names a dialog or view that gets ``key``
    instead.
    """

    what: str
    why: str
    verb: str
    subject: str = ""
    key: bytes | None = None
    dialog: str = ""


#: What to do about a finding, by rule; rules that are not listed take the words of their letter.
_BY_RULE: Mapping[str, str] = MappingProxyType(
    {
        "B04": N_("Complete the targets of {subject}"),
        "B07": N_("Settle the RTO of {subject} for its peak"),
        "D01": N_("Bring {subject} into step with what it needs"),
        "D03": N_("Remove the single point under {subject}"),
        "D04": N_("Untie the circle around {subject}"),
        "D06": N_("Take what is retired out of {subject}"),
        "R01": N_("Close the backup gap of {subject}"),
        "S01": N_("Choose a strategy for {subject}"),
        "P01": N_("Bring a plan for {subject} into force"),
        "P03": N_("Fill the roles of {subject}"),
        "P05": N_("Replace who left in {subject}"),
        "P07": N_("Shorten the steps of {subject}"),
        "X01": N_("Test {subject}"),
        "X02": N_("Repeat the test of {subject}"),
        "V01": N_("Settle the recovery promise of {subject}"),
    }
)
_BY_LETTER: Mapping[str, str] = MappingProxyType(
    {
        "B": N_("Settle the targets of {subject}"),
        "D": N_("Look at what {subject} stands on"),
        "R": N_("Prove the backups of {subject}"),
        "S": N_("Settle the strategy of {subject}"),
        "P": N_("Complete {subject}"),
        "X": N_("Test {subject}"),
        "V": N_("Speak with {subject}"),
        "K": N_("Settle {subject}"),
        "A": N_("Follow up {subject}"),
        "G": N_("Name who answers for {subject}"),
    }
)
#: Contradictions that a person mends in a minute and that others follow from; everything else comes after them.
_FIRST = ("D01", "B07", "D03", "R01", "P05", "D06", "X02", "V01")
_VERBS: Mapping[str, str] = MappingProxyType(
    {
        "service": N_("Open service"),
        "component": N_("Open component"),
        "supplier": N_("Open supplier"),
        "person": N_("Open person"),
        "plan": N_("Open plan"),
        "exercise": N_("Open exercise"),
        "risk": N_("Open risk"),
        "action": N_("Open action"),
        "incident": N_("Open incident"),
    }
)


def next_steps(document: Document, findings: Sequence[Finding] = ()) -> list[Step]:
    """Return what to do next, the most useful first; never more than one step per thing and rule."""
    if not session.counts(document)["service"]:
        return _beginning()
    urgent = [finding for finding in findings if not finding.waived and finding.severity != "I"]
    must = [finding for finding in urgent if finding.severity == "E"]
    should = [finding for finding in urgent if finding.severity == "W"]
    names = _Names(document)
    return [*_mending(names, must), *_stages(document), *_mending(names, should)]


def _beginning() -> list[Step]:
    return [
        Step(
            translate(N_("Name the services that people would miss")),
            translate(N_("Everything hangs on this list: impact, targets, risks and plans. Ten are enough to begin.")),
            translate(N_("Add services")),
            "service",
        ),
        Step(
            translate(N_("Bring the lists you already have")),
            translate(N_("Services, people, suppliers and components come from a workbook or CSV file.")),
            translate(N_("Import…")),
            dialog="import",
        ),
        Step(
            translate(N_("Write down who answers for them")),
            translate(N_("Owners sign targets, deputies stand in, and plans need people who can be reached at night.")),
            translate(N_("Add people")),
            "person",
        ),
    ]


class _Names:
    """What the subjects of findings are called, read once per kind."""

    def __init__(self, document: Document) -> None:
        self._document, self._known = document, dict[str, Mapping[bytes, str]]()

    def of(self, finding: Finding) -> str:
        kind = finding.subject_kind
        if kind not in listings.entity_models():
            return finding.subject_ref
        if kind not in self._known:
            self._known[kind] = listings.names(self._document, listings.kind_table(kind))
        return self._known[kind].get(finding.subject, finding.subject_ref)


def _mending(names: _Names, findings: Iterable[Finding]) -> list[Step]:
    seen, made = set(), []
    for finding in sorted(findings, key=_rank):
        about = (finding.rule, finding.subject)
        if about not in seen:
            seen.add(about)
            made.append(_mend(names, finding))
    return made


def _rank(finding: Finding) -> tuple[int, str]:
    place = _FIRST.index(finding.rule) if finding.rule in _FIRST else len(_FIRST)
    return place, finding.subject_ref if place < len(_FIRST) else ""


def _mend(names: _Names, finding: Finding) -> Step:
    words = _BY_RULE.get(finding.rule, _BY_LETTER.get(finding.rule[:1], N_("Look at {subject}")))
    return Step(
        translate(words, subject=names.of(finding)),
        finding.message,
        translate(_VERBS.get(finding.subject_kind, N_("Open"))),
        finding.subject_kind,
        finding.subject,
    )


def _stages(document: Document) -> list[Step]:
    """Return the next stage of each line of work that is behind, in the order of the work."""
    progress, counts = session.progress(document), session.counts(document)
    living = services(document, retired=False)
    critical = [row for row in living if row.critical]
    found = [
        _interviews(living), _unfinished(living), _approvals(living), _owners(living), _network(document, living),
        _risks(counts["risk"], progress["risks"]), _strategies(critical, counts["strategy"]),
        _plans(critical, counts["plan"], progress["plans"]), _exercises(counts),
    ]  # fmt: skip
    return [step for step in found if step is not None]


def _stage(what: str, why: str, verb: str, subject: str, dialog: str = "") -> Step:
    return Step(translate(what), translate(why), translate(verb), subject, dialog=dialog)


def _interviews(living: Sequence[ServiceRow]) -> Step | None:
    waiting = [row for row in living if row.bia_state == "not started"]
    if not waiting:
        return None
    why = plural(N_("{n} service has not been asked about yet."), N_("{n} services have not been asked about yet."),
                 len(waiting))  # fmt: skip
    what = translate(N_("Ask about {service}"), service=waiting[0].name)
    return Step(what, why, translate(N_("Score impact")), "service", waiting[0].key, dialog="impact")


def _unfinished(living: Sequence[ServiceRow]) -> Step | None:
    begun = [row for row in living if row.bia_state == "open"]
    if not begun:
        return None
    row = max(begun, key=lambda one: one.scored)
    why = translate(N_("{n} of {of} cells of its impact grid are scored."), n=row.scored, of=row.cells)
    what = translate(N_("Finish the interview about {service}"), service=row.name)
    return Step(what, why, translate(N_("Score impact")), "service", row.key, dialog="impact")


def _approvals(living: Sequence[ServiceRow]) -> Step | None:
    ready = [row for row in living if row.bia_state == "ready"]
    if not ready:
        return None
    why = plural(N_("{n} BIA waits for its owner's signature."), N_("{n} BIAs wait for their owners' signatures."),
                 len(ready))  # fmt: skip
    what = translate(N_("Approve the BIA of {service}"), service=ready[0].name)
    return Step(what, why, translate(N_("Open service")), "service", ready[0].key)


def _owners(living: Sequence[ServiceRow]) -> Step | None:
    without = [row for row in living if row.owner_id is None]
    if not without:
        return None
    what = plural(N_("Name who owns {service}"), N_("Name who owns {n} services"), len(without),
                  service=without[0].name)  # fmt: skip
    why = translate(N_("Owners answer the interview and sign the targets."))
    return Step(what, why, translate(N_("Open service")), "service", without[0].key)


def _network(document: Document, living: Sequence[ServiceRow]) -> Step | None:
    """Ask what services stand on once the first was asked about."""
    if all(row.bia_state == "not started" for row in living) or session.any_dependency(document):
        return None
    asked = next(row for row in living if row.bia_state != "not started")
    what = translate(N_("Write down what {service} stands on"), service=asked.name)
    why = translate(N_("Components, suppliers and other services; single points of failure show by themselves."))
    return Step(what, why, translate(N_("Open map")), "service", asked.key, dialog="map")


def _risks(number: int, assessed: session.Progress) -> Step | None:
    if not number:
        return _stage(N_("Write down what could stop them"), N_("No risk is recorded yet."), N_("Add risks"), "risk")
    left = assessed.of - assessed.done
    if not left:
        return None
    what = plural(N_("Score the last risk"), N_("Score the last {n} risks"), left)
    return Step(what, assessed.text, translate(N_("Open risks")), "risk")


def _strategies(critical: Sequence[ServiceRow], number: int) -> Step | None:
    if not critical or number:
        return None
    why = N_("No strategy is written down yet.")
    return _stage(
        N_("Decide how critical services come back"), why, N_("Add strategies"), "strategy", dialog="strategies"
    )


def _plans(critical: Sequence[ServiceRow], number: int, approved: session.Progress) -> Step | None:
    if critical and not number:
        why = N_("Most of it is written from what the session knows.")
        return _stage(N_("Draft the first plan"), why, N_("Draft a plan"), "plan")
    if number and not approved.done:
        why = N_("A plan is in force once somebody has approved it.")
        return _stage(N_("Complete and approve the first plan"), why, N_("Open plans"), "plan")
    return None


def _exercises(counts: Mapping[str, int]) -> Step | None:
    if not counts["plan"] or counts["exercise"]:
        return None
    why = N_("A plan counts once people have tried it.")
    return _stage(N_("Plan the first exercise"), why, N_("Plan an exercise"), "exercise")

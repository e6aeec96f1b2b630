"""A first wording for each threat, to be changed by the room: cause, event and consequence around what it would hit.

Serves the suggestions. ``{what}`` is the component, supplier, site or service that is hit, ``{service}`` the service.
Threats that a session added itself get a plain wording from their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.scales import Threat
from app.services import ServiceRow


@dataclass(frozen=True, slots=True)
class Phrase:
    """A proposed wording of a risk."""

    cause: str
    event: str
    consequence: str


_CAUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "T01": (N_("One stolen account reaches servers and copies"), N_("Ransomware encrypts what {service} runs on")),
        "T02": (N_("One person alone may change or delete {what}"), N_("An insider destroys data of {service}")),
        "T03": (N_("Everybody on the internet can reach {what}"), N_("A flood of requests stops {what}")),
        "T04": (
            N_("One administrator account opens every sign-on"),
            N_("An administrator account is taken over, so nobody signs in to {service}"),
        ),
        "T05": (N_("Vendors update {what} without a trial here"), N_("A bad update from a vendor stops {what}")),
        "T06": (N_("Power and cooling at {what} have one path"), N_("Power or cooling at {what} fails")),
        "T07": (N_("What {service} needs stands at one site"), N_("A fire or flood destroys {what}")),
        "T08": (
            N_("People of {service} work from one building"),
            N_("The building where {service} is done is closed to everybody"),
        ),
        "T09": (
            N_("Emergency power at {what} lasts for hours, not days"),
            N_("A regional blackout outlasts emergency power at {what}"),
        ),
        "T10": (N_("Lines of {service} share a way into the building"), N_("A cut line takes {what} off the network")),
        "T11": (N_("One configuration governs all of {what}"), N_("A fault in the core network cuts off {what}")),
        "T12": (N_("{service} runs in one cloud region"), N_("The cloud region of {what} is down")),
        "T13": (N_("{service} cannot work without {what}"), N_("{what} is down and gives no forecast")),
        "T14": (
            N_("Nobody else can take over from {what} quickly"),
            N_("{what} becomes insolvent or ends the contract"),
        ),
        "T15": (N_("Nothing takes over from {what}"), N_("{what} fails")),
        "T16": (N_("One update reaches every host at the same time"), N_("The virtual platform under {what} fails")),
        "T17": (
            N_("Errors are copied to the standby within minutes"),
            N_("Corrupted data in {what} are found only days later"),
        ),
        "T18": (
            N_("The backups of {what} are not proved by restoring"),
            N_("The backups of {what} turn out to be unusable"),
        ),
        "T19": (N_("Changes to {what} have no way back that was tried"), N_("A failed change stops {what}")),
        "T20": (
            N_("Nobody watches when certificates of {what} run out"),
            N_("A certificate or licence of {what} expires unnoticed"),
        ),
        "T21": (N_("Every sign-on and every name is asked of {what}"), N_("Names or sign-on fail at {what}")),
        "T22": (
            N_("Knowledge about {what} is with too few people"),
            N_("Those who know {what} are away at the same time"),
        ),
        "T23": (
            N_("{service} cannot be done without people on duty"),
            N_("Half of the staff of {service} is absent for weeks"),
        ),
        "T24": (N_("People reach {service} by one channel only"), N_("{what} is down, so nobody can be reached")),
        "T25": (N_("{what} was never tried at the load of a peak"), N_("A peak overloads {what}")),
        "T26": (N_("What {service} needs stands in one region"), N_("A storm or earthquake puts {what} out of use")),
        "T27": (
            N_("No spare part of {what} can be bought any more"),
            N_("A part of {what} breaks and cannot be replaced"),
        ),
    }
)
#: Where several things are hit at once, or one that is merely used: the wording is about what the service stands on.
_SEVERAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "T02": (
            N_("One person alone may change or delete what {service} keeps"),
            N_("An insider destroys data of {service}"),
        ),
        "T05": (
            N_("Updates from vendors reach {what} at the same time"),
            N_("A bad update from a vendor stops {what}"),
        ),
        "T10": (N_("Lines of {service} share a way into the building"), N_("One cut takes {what} off the network")),
        "T15": (
            N_("One fault can reach both halves of what {service} stands on"),
            N_("Servers or storage under {service} fail together"),
        ),
        "T17": (
            N_("Errors reach every copy within minutes"),
            N_("Corrupted data of {service} are found only days later"),
        ),
        "T18": (
            N_("Restoring {what} was not proved within a year"),
            N_("The backups of {what} turn out to be unusable"),
        ),
        "T19": (N_("Changes reach {what} at the same time"), N_("A failed change stops {what}")),
        "T20": (
            N_("Nobody watches when certificates of {what} run out"),
            N_("A certificate or licence of {what} expires unnoticed"),
        ),
        "T21": (N_("Every sign-on and every name is asked of {what}"), N_("Names or sign-on fail at {what}")),
        "T24": (N_("People reach {service} by {what} only"), N_("{what} stops, so nobody can be reached")),
        "T27": (
            N_("No spare part of {what} can be bought any more"),
            N_("A part of {what} breaks and cannot be replaced"),
        ),
    }
)
_PLAIN = (N_("{service} has no other way to work without {what}"), N_("{threat} hits {what}"))
_STOPS = N_("{service} stands still for about {outage}")
_STOPS_LONG = N_("{service} stands still for about {outage}, longer than the {mtpd} it can be missed for")
_STOPS_SOMEHOW = N_("{service} stands still")
_MORE = N_("{stands}, and with it {others}")


def phrase(threat: Threat, what: str, services: tuple[ServiceRow, ...], *, several: bool = False) -> Phrase:
    """Return a first wording for ``threat`` hitting ``what`` with ``services`` that stop, the first of them named.

    ``several`` says that more than one thing is hit at once.
    """
    first = services[0]
    usual = _CAUSES.get(threat.code, _PLAIN)
    cause, event = _SEVERAL.get(threat.code, usual) if several else usual
    gaps = {"what": what, "service": first.name, "threat": threat.name}
    return Phrase(translate(cause, **gaps), translate(event, **gaps), _consequence(threat.outage, services))


def _consequence(outage: int | None, services: tuple[ServiceRow, ...]) -> str:
    first, others = services[0], [one.name for one in services[1:]]
    if outage is None:
        stands = translate(_STOPS_SOMEHOW, service=first.name)
    else:
        long = first.mtpd is not None and first.mtpd != BEYOND and outage > first.mtpd
        mtpd = format_duration(first.mtpd) if long else ""
        stands = translate(
            _STOPS_LONG if long else _STOPS, service=first.name, outage=format_duration(outage), mtpd=mtpd
        )
    return translate(_MORE, stands=stands, others=listed(others)) if others else stands


def listed(names: list[str] | tuple[str, ...], most: int = 3) -> str:
    """Return names as a sentence holds them: “a, b and c”, or “a, b and 4 more”."""
    if len(names) > most:
        shown = ", ".join(names[: most - 1])
        return translate(N_("{names} and {n} more"), names=shown, n=len(names) - most + 1)
    if len(names) < 2:
        return "".join(names)
    return translate(N_("{names} and {last}"), names=", ".join(names[:-1]), last=names[-1])

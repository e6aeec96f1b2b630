"""The sample's impact analysis and strategies: interviews, grids, targets, approvals, options and choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from app import entities, interviews, meetings
from app import model as m
from app.sample.stage import Stage, cents, minutes, read
from app.scales import read_scales

#: Where the answers of a file's table go, by question of the interview guide.
_SINGLE = {
    1: ("purpose",), 3: ("supports",), 4: ("hours", "volume"), 10: ("safety",), 11: ("reactions",), 12: ("mtpd_note",),
    19: ("rebuild", "rebuild_time"), 21: ("recon",), 22: ("wa_text",), 23: ("wa_start", "wa_pct", "wa_max"),
    33: ("changes",), 34: ("confidence", "dissent"),
}  # fmt: skip
_RENAMED = {"recon": "recon_check"}
_TARGETS = ("mtpd", "rto", "wrt", "rpo", "mbco_pct")


def schedule(stage: Stage) -> None:
    """Schedule the interviews, the yearly approvals and the choice of strategies."""
    said = read("interviews")
    for one in read("services")["services"]:
        _schedule_service(stage, one, said[one["id"]])
    for option in read("strategies")["strategies"]:
        stage.at(option["day"], "15:20", option["by"], _strategy, option)
    for ref, one in said.items():
        if "wa_tested" in one:
            stage.at(one["wa_tested"], "17:10", "P-02", _trial, ref, one)


def _schedule_service(stage: Stage, one: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    owner, day = one["owner"], one["interviewed"]
    at = f"{9 + int(one['id'][-1]) % 6:02d}:00"
    if "mtpd" not in one:
        stage.at(day, "14:00", owner, _half_way, one, said)
        return
    stage.at(day, at, "P-02", _interview, one, said)
    stage.at(day, at, owner, _set_targets, one, first=True)
    if one["approved"] - day > 30:
        stage.at(day + 2, "16:00", owner, _approve, one)
        stage.at(one["approved"], "09:40", "P-02", _again, one)
    stage.at(one["approved"], "10:00", owner, _approve, one)
    for peak in said.get("late_peaks", ()):
        stage.at(-16, "11:30", owner, _late_peak, one, peak)


# --- interviews ---


def _interview(stage: Stage, one: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Hold the interview of a service: who was there, the grid, and the answers from the first to the last."""
    document, service = stage.document, stage.key(one["id"])
    speaker = stage.key(one["owner"])
    with document.edit(f"Interview about {one['name']}", speaker=speaker):
        meeting = _meet(stage, one)
        interviews.open_interview(document, service)
        answered = {n: interviews.Said(values, _spoken(one["id"], n)) for n, values in _answers(stage, one, said)}
        interviews.answer_all(document, service, answered, speaker=speaker, meeting=meeting)
        _resources(stage, one, said)
        if said["safety"]:
            entities.set_field(document, m.Bia, service, "safety_confirmed_by_id", speaker)
        meetings.end_meeting(document, meeting)
    _score(stage, one)


def _meet(stage: Stage, one: Mapping[str, Any]) -> bytes:
    seats = [stage.key(one["owner"]), stage.key(one["deputy"]), stage.key("P-02")]
    return meetings.open_meeting(
        stage.document, f"Interview: {one['name']}", "interview", seats=seats, place="Brenholt"
    )


def _score(stage: Stage, one: Mapping[str, Any]) -> None:
    """Score the grid of a service, as eight digits per category; a dot is not scored."""
    document, service = stage.document, stage.key(one["id"])
    scales = read_scales(document)
    categories = {category.code: category.key for category in scales.categories}  # type: ignore[attr-defined]
    with document.edit(f"Score the impact of losing {one['name']}", speaker=stage.key(one["owner"])):
        for code, digits in one["grid"].items():
            levels = [None if digit == "." else int(digit) for digit in digits]
            if any(levels):
                interviews.score_row(
                    document, service, categories[code], levels, stage.key(one["owner"]), scales=scales
                )


@cache
def _as_said() -> Mapping[str, Mapping[str, str]]:
    return read("answers")


def _spoken(ref: str, question: int) -> str | None:
    """Return what was written down as said, where the answer has no field of its own."""
    number = str(question)
    return _as_said().get(ref, {}).get(number) or _as_said()["default"].get(number)


def _answers(stage: Stage, one: Mapping[str, Any], said: Mapping[str, Any]) -> Iterable[tuple[int, dict[str, Any]]]:
    """Yield each question with what its answer fills; targets come later, from the owner."""
    filled = {number: _single(said, names) for number, names in _SINGLE.items()}
    filled[5] = {"peak": [dict(peak) for peak in said.get("peaks", ())]}
    filled[8] = _losses(one, said)
    filled[9] = {"obligation": [_obligation(duty) for duty in said.get("obligations", ())]}
    filled[16] = {"service.mbco_max": said.get("mbco_max")}
    filled[20] = {"vital_record": [dict(record) for record in said.get("records", ())]}
    filled[24] = _tried(stage, said)
    filled[31] = {"key_role": [_key_role(stage, role) for role in said.get("key_roles", ())]}
    filled[32] = {"past_outage": [_outage(stage, outage) for outage in said.get("outages", ())]}
    filled[30] = {"resource": []}
    for number in range(1, 36):
        yield number, filled.get(number, {})


def _single(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {f"bia.{_RENAMED.get(name, name)}": said[name] for name in names if name in said}


def _losses(one: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, hour, day in zip(("low", "likely", "high"), one["loss"], said["loss_day"], strict=True):
        found |= {f"bia.loss_{name}": cents(hour), f"bia.loss_day_{name}": cents(day)}
    return found


def _obligation(duty: Mapping[str, Any]) -> dict[str, Any]:
    return {**duty, "within": minutes(duty["within"])}


def _tried(stage: Stage, said: Mapping[str, Any]) -> dict[str, Any]:
    if said.get("wa_never_tested"):
        return {"bia.wa_never_tested": True}
    # What was tried later is recorded on its day; the interview knows only what lies behind it.
    return {}


def _key_role(stage: Stage, role: Mapping[str, Any]) -> dict[str, Any]:
    return {"role": role["role"], "person_id": stage.key(role["person"]), "cover_id": stage.key(role["cover"])}


def _outage(stage: Stage, outage: Mapping[str, Any]) -> dict[str, Any]:
    return {"occurred_on": stage.day(outage["on"]), "lasted": minutes(outage["lasted"]), "harm": outage["harm"]}


def _resources(stage: Stage, one: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Record what the service needs while it recovers, at each horizon that was asked."""
    service = stage.key(one["id"])
    horizons = {horizon.minutes: horizon.key for horizon in read_scales(stage.document).horizons}  # type: ignore[attr-defined]
    with stage.document.edit(f"Resources of {one['name']}") as session:
        for needed in said.get("resources", ()):
            values = {name: needed[name] for name in ("kind", "what", "note") if name in needed}
            resource = entities.create(session, m.Resource, service_id=service, **values).id
            for after, quantity in needed["at"].items():
                horizon = horizons[minutes(after) or 0]
                entities.create(
                    session, m.ResourceQuantity, resource_id=resource, horizon_id=horizon, quantity=quantity
                )


def _half_way(stage: Stage, one: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Hold the interview that was broken off after ten questions and two rows of the grid."""
    document, service, speaker = stage.document, stage.key(one["id"]), stage.key(one["owner"])
    with document.edit(f"Interview about {one['name']}", speaker=speaker):
        meeting = _meet(stage, one)
        interviews.open_interview(document, service)
    for question in range(1, 11):
        values = _single(said, _SINGLE.get(question, ()))
        text = _spoken(one["id"], question)
        interviews.answer(document, service, question, values, text=text, speaker=speaker, meeting=meeting)
        if question == 7:
            _score(stage, one)
    meetings.end_meeting(document, meeting)


# --- targets and approvals ---


def _set_targets(stage: Stage, one: Mapping[str, Any], *, first: bool = False) -> None:
    """Set the targets of a service; at the first interview some are what the owner only later changed."""
    document, service, owner = stage.document, stage.key(one["id"]), stage.key(one["owner"])
    wanted = {**one, **(one.get("before", {}) if first else {})}
    known, scales = interviews.service_row(document, service), read_scales(document)
    with document.edit(f"Set the targets of {one['name']}", speaker=owner):
        for target in _TARGETS:
            value = wanted[target] if target == "mbco_pct" else minutes(wanted[target])
            if getattr(known, target) != value:
                final = wanted[target] == one[target]
                reason = one.get("override", {}).get(target) if final else None
                interviews.set_target(document, service, target, value, reason, owner, scales=scales)
        entities.set_field(document, m.Service, service, "mbco_text", one["mbco_text"])


def _approve(stage: Stage, one: Mapping[str, Any]) -> None:
    interviews.approve_bia(stage.document, stage.key(one["id"]), stage.key(one["owner"]))


def _again(stage: Stage, one: Mapping[str, Any]) -> None:
    """Go through a BIA again, a year later: targets that changed, and when the workaround was tried."""
    if one.get("before"):
        _set_targets(stage, one)


def _late_peak(stage: Stage, one: Mapping[str, Any], peak: Mapping[str, Any]) -> None:
    interviews.add_peak(stage.document, stage.key(one["id"]), **{**peak, "mtpd": minutes(peak["mtpd"])})


def _trial(stage: Stage, ref: str, said: Mapping[str, Any]) -> None:
    values = {"wa_tested": stage.day(said["wa_tested"])}
    entities.set_fields(stage.document, m.Bia, stage.key(ref), values, f"Workaround of {ref} tried")


# --- strategies ---


def _strategy(stage: Stage, one: Mapping[str, Any]) -> None:
    """Record the options of a service: the chosen one, and those rejected with their reasons."""
    service = stage.key(one["service"])
    with stage.document.edit(f"Choose the strategy of {one['service']}") as session:
        for option, state in [(one, "chosen"), *((other, "rejected") for other in one["rejected"])]:
            entities.create(
                session,
                m.Strategy,
                service_id=service,
                name=option["name"],
                type=option.get("type"),
                state=state,
                reason=option["reason"],
                rtc=minutes(option.get("rtc")),
                rpo=minutes(option.get("rpo")),
                capacity_pct=option.get("capacity_pct"),
                annual_cost=cents(option.get("cost")),
                **_phases(option),
            )


def _phases(option: Mapping[str, Any]) -> dict[str, Any]:
    return {phase: minutes(text) for phase, text in option.get("phases", {}).items()}

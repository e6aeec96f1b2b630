"""The sample's three plans: what each holds, and how it was approved, reviewed, copied and handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import entities, packs, planning
from app import model as m
from app.sample.stage import Stage, minutes, read

#: The files of the plans, with the day and time at which each was drafted and by whom.
DRAFTED = {
    "plan-delivery": (-318, "09:30", "P-02"),
    "plan-core-it": (-314, "13:00", "P-04"),
    "plan-payroll": (-17, "10:30", "P-14"),
}


def schedule(stage: Stage) -> None:
    """Schedule the drafting and the later life of each plan."""
    for name, (day, at, who) in DRAFTED.items():
        plan = read(name)
        stage.at(day, at, who, _draft, plan)
        for event in plan["history"]:
            stage.at(event["day"], "10:40", event["by"], _happen, plan, event)


def _draft(stage: Stage, plan: Mapping[str, Any]) -> None:
    """Write a plan: its texts, its lists, and its steps."""
    texts = (
        "title", "purpose", "scope", "exclusions", "deactivation", "recovery_order", "workaround", "incident_process",
        "return_to_normal", "offline_places", "bridge_number", "bridge_code", "version",
    )  # fmt: skip
    known = {name: plan[name] for name in texts if name in plan}
    with stage.document.edit(f"Draft the plan {plan['title']}") as session:
        key = entities.create(
            session,
            m.Plan,
            ref=plan["id"],
            owner_id=stage.key(plan["owner"]),
            allowance=minutes(plan["allowance"]),
            **known,
        ).id
        stage.keys[plan["id"]] = key
        _services(stage, session, key, plan)
        for model, values in _lists(stage, plan):
            entities.create(session, model, plan_id=key, **values)
        _communication(session, key, plan)
    _steps(stage, key, plan)


def _services(stage: Stage, session: Session, key: bytes, plan: Mapping[str, Any]) -> None:
    own = plan.get("own_allowance", {})
    for position, service in enumerate(plan["services"]):
        values: dict[str, Any] = {
            "service_id": stage.key(service),
            "allowance": minutes(own.get(service)),
            "position": position,
        }
        entities.create(session, m.PlanService, plan_id=key, **values)


def _lists(stage: Stage, plan: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the rows of all lists of a plan that do not refer to one another."""
    for position, text in enumerate(plan["triggers"]):
        yield m.Trigger, {"text": text, "position": position}
    for position, person in enumerate(plan["invokers"]):
        yield m.Invoker, {"person_id": stage.key(person), "position": position}
    for position, line in enumerate(plan["first_hour"]):
        times = {"from_minute": line["from"], "to_minute": line["to"]}
        yield m.FirstHour, {**times, "text": line["text"], "who": line["who"], "position": position}
    for position, text in enumerate(plan["do_not"]):
        yield m.DoNot, {"text": text, "position": position}
    for position, role in enumerate(plan["roles"]):
        yield (
            m.PlanRole,
            {**_holders(stage, role), "name": role["name"], "authority": role["authority"], "position": position},
        )
    for level in plan.get("escalation", ()):
        said = {name: level[name] for name in ("level", "role", "channel", "go_up_when", "authority")}
        yield m.Escalation, {**_holders(stage, level), **said, "reply_limit": minutes(level["reply"])}
    for position, check in enumerate(plan.get("data_checks", ())):
        yield m.DataCheck, {**check, "position": position}
    for position, needed in enumerate(plan["resources"]):
        yield m.PlanResource, {**_resource(stage, needed), "position": position}


def _holders(stage: Stage, line: Mapping[str, Any]) -> dict[str, Any]:
    return {"primary_id": stage.optional(line.get("primary")), "backup_id": stage.optional(line.get("backup"))}


def _resource(stage: Stage, needed: Mapping[str, Any]) -> dict[str, Any]:
    quantities = dict(zip(("at_4h", "at_24h", "at_3d", "at_1w"), needed["at"], strict=True))
    points = {"node_id": stage.optional(needed.get("node")), "site_id": stage.optional(needed.get("site"))}
    return {"kind": needed["kind"], "what": needed["what"], **points, **quantities}


def _communication(session: Session, key: bytes, plan: Mapping[str, Any]) -> None:
    """Write the message templates of a plan, from the packs, and who is told what with which of them."""
    templates = {one.code: one for one in packs.message_templates()}
    notices: dict[str, bytes] = {}
    for position, notice in enumerate(plan["notices"]):
        template = templates[notice["code"]]
        values = {"title": template.title, "text": template.text, "audience": notice["audience"], "position": position}
        notices[notice["code"]] = entities.create(session, m.Notice, plan_id=key, **values).id
    for position, line in enumerate(plan["messages"]):
        told = {name: line[name] for name in ("audience", "what", "channel", "sender")}
        values = {
            "by_minutes": minutes(line["by"]),
            "notice_id": notices.get(line.get("notice", "")),
            "position": position,
        }
        entities.create(session, m.Message, plan_id=key, **told, **values)


def _steps(stage: Stage, key: bytes, plan: Mapping[str, Any]) -> None:
    roles = {row.name: row.id for row in stage.document.all(m.PlanRole, m.PlanRole.plan_id == key)}
    made: dict[int, bytes] = {}
    cites = {int(number): nodes for number, nodes in plan["cites"].items()}
    with stage.document.edit(f"Steps of {plan['title']}"):
        for step in plan["steps"]:
            made[step["no"]] = planning.add_step(
                stage.document,
                key,
                step["step"],
                after=[made[number] for number in step.get("after", ())],
                service_id=stage.key(step["service"]),
                role_id=roles[step["role"]],
                minutes=step["minutes"],
                done_when=step["done_when"],
            )
            if step["no"] in cites:
                planning.cite(stage.document, made[step["no"]], [stage.key(node) for node in cites[step["no"]]])


# --- the life of a plan ---


def _happen(stage: Stage, plan: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """Play one event of a plan's history: draft, approve, review, copy or hand out."""
    document, key = stage.document, stage.key(plan["id"])
    if event["do"] == "draft":
        planning.reopen_plan(document, key)
    elif event["do"] == "approve":
        _approve(stage, plan, event)
    elif event["do"] == "review":
        planning.review_plan(document, key, stage.key(event["by"]), event["result"])
    elif event["do"] == "copy":
        planning.note_offline_copy(document, key)
    else:
        planning.hand_out(document, key, list(event["to"]), event["form"])


def _approve(stage: Stage, plan: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    document, key = stage.document, stage.key(plan["id"])
    with document.edit(f"Approve {plan['title']} {event['version']}"):
        planning.approve_plan(document, key, stage.key(event["by"]), event["note"], version=event["version"])
        entities.set_field(document, m.Plan, key, "expires_on", stage.day(event.get("expires", event["day"] + 180)))

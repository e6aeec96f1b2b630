"""A live tool: when the plan must be invoked at the latest after a loss, and what a repair forecast changes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app import plans
from app.derivations import Why
from app.durations import format_duration, parse_duration
from app.i18n import N_, UserError, translate
from app.planning import PlannedService
from ui.help.why import WhyButton, ask_why
from ui.plans.desk import Desk
from ui.theme import Space
from ui.widgets.inputs import ChoiceBox, TextField
from ui.widgets.labels import field_label, heading, hint, label
from ui.widgets.layouts import column, row

#: The countdown goes on by itself.
_TICK_MS = 20_000
_TIME = re.compile(r"(\d{1,2})[:.h]?(\d{2})?\s*$")
_NO_TIME = N_("Write the time of the loss, for example 13:48.")


def loss_at(typed: str, now: datetime) -> datetime:
    """Return the last moment before ``now`` at which clocks showed ``typed``. Raises ``UserError``."""
    found = _TIME.match(typed.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 23 or minute > 59:
        raise UserError(_NO_TIME)
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment if moment <= now else moment - timedelta(days=1)


class InvocationTool(QWidget):
    """Nothing of it is stored: it answers the question of the moment."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.service = ChoiceBox((), translate(N_("Service lost")), empty=None)
        self.lost, self.fix = TextField(translate(N_("Loss at")), "13:48"), TextField(translate(N_("Fix in")), "4 h")
        self.caption, self.time = label("", "body", "text2"), label("", "metric")
        self.advice, self.ground = label("", "name", wrap=True), hint("", wrap=True)
        for field in (self.lost, self.fix):
            field.edited.connect(self.work_out)
        self.service.settled.connect(self.work_out)
        fields = row(
            column(field_label(translate(N_("Loss at")), self.lost), self.lost, gap=Space.xs),
            column(field_label(translate(N_("Fix in")), self.fix), self.fix, gap=Space.xs), gap=Space.m,
        )  # fmt: skip
        head = row(heading(translate(N_("Invocation"))), hint(translate(N_("live tool, not stored"))), None)
        self.why = WhyButton(desk.console, self._ask, translate(N_("this time")))
        answer = row(self.caption, self.time, self.why, None, gap=Space.m)
        self.setLayout(column(head, self.service, fields, answer, self.advice, self.ground, margins=(16, 12, 16, 16)))
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.work_out)
        self._timer.start()

    def _chosen(self) -> PlannedService | None:
        services = self._services()
        return next((one for one in services if one.key == self.service.entry()), services[0] if services else None)

    def _ask(self) -> Why | None:
        chosen = self._chosen()
        return ask_why(self._desk.console, chosen.link_key, "latest_decision") if chosen is not None else None

    def _services(self) -> list[PlannedService]:
        content = self._desk.content
        found = [one for one in content.services if one.latest_decision_at is not None] if content is not None else []
        return sorted(found, key=lambda one: one.latest_decision_at or 0)

    def show_plan(self) -> None:
        """Offer the services of the open plan, the one that leaves the least time first."""
        services = self._services()
        self.service.set_options([(one.key, one.name) for one in services])
        if self.service.entry() is None and services:
            self.service.show_entry(services[0].key, "")
        self.service.setVisible(len(services) > 1)
        self.work_out()

    def work_out(self) -> None:
        """Answer from what is typed now."""
        service = self._chosen()
        if service is None or service.rto is None or service.path is None:
            self._say("", "", "", translate(N_("Give the service an RTO and the steps their times first.")))
            return
        run, rto = format_duration(service.path), format_duration(service.rto)
        if not self.lost.text().strip():
            after = format_duration(plans.latest_decision(service.rto, service.path))
            words = translate(N_("after the loss at the latest: RTO {rto}, steps {run}."), rto=rto, run=run)
            self._say(translate(N_("Invoke")), after, "", words)
            return
        try:
            self._decide(service, service.rto, service.path)
        except UserError as error:
            self._say("", "", "", str(error))

    def _decide(self, service: PlannedService, rto: int, run: int) -> None:
        now = self._desk.document.now().astimezone()
        lost = loss_at(self.lost.text(), now)
        fix = parse_duration(self.fix.text()) if self.fix.text().strip() else None
        elapsed = int((now - lost).total_seconds() // 60)
        found = plans.decide(elapsed=elapsed, rto=rto, run=run, fix=fix)
        by = plans.latest_decision_at(lost, rto, run)
        advice = translate(plans.ADVICE[found.advice])
        if found.left >= 0:
            advice = translate(N_("{advice}; {left} left to decide"), advice=advice, left=format_duration(found.left))
        grounds = " ".join(translate(plans.GROUNDS[ground]) for ground in found.grounds)
        ends = translate(
            N_("RTO ends {time}, the steps take {run}."), time=f"{lost + timedelta(minutes=rto):%H:%M}",
            run=format_duration(run),
        )  # fmt: skip
        self._say(translate(N_("Invoke by")), f"{by:%H:%M}", advice, f"{ends} {grounds}",
                  "err" if found.advice is plans.Advice.INVOKE else "text")  # fmt: skip

    def _say(self, caption: str, time: str, advice: str, ground: str, tone: str = "text") -> None:
        self.caption.setText(caption)
        self.time.setText(time)
        self.advice.setText(advice)
        self.advice.set_tone(tone)
        self.ground.setText(ground)
        for part in (self.caption, self.time, self.advice, self.ground):
            part.setVisible(bool(part.text()))
        self.why.setVisible(bool(time))

"""What the checks found, by how urgent it is; each can be opened where it is mended, or accepted for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import checks, entities, listings
from app import model as m
from app.dates import format_date
from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from app.programme import withdraw_waiver
from ui import pages
from ui.console import Console, Page
from ui.dialogs.waive import waive
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import button, link
from ui.widgets.cards import EmptyState, scrolling
from ui.widgets.chips import SEVERITY_WORDS, ChipLabel
from ui.widgets.header import ToolBar
from ui.widgets.inputs import ChoiceBox, SearchField
from ui.widgets.labels import field_label, heading, hint, label, paragraph
from ui.widgets.layouts import Part, clear, column, ground, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.checks import Finding

_WAIVED = "waived"
_GROUPS = {**SEVERITY_WORDS, _WAIVED: N_("Waived")}
_BLOCKS = {"bia": N_("BIA approval"), "plan": N_("Plan approval")}
_SEARCH = 240


def group_of(finding: Finding) -> str:
    """Return the key of the group that a finding stands in."""
    return _WAIVED if finding.waived else str(finding.severity)


class FindingsPage(Page):
    """The list of findings with a detail at the side. The checks hand the findings in; nothing is read here."""

    TABLES = frozenset({"entity", "waiver"})
    PRIVATE = N_("Findings of all departments")

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self._found: Sequence[Finding] = ()
        self._wanted: bytes | None = None
        self._names: Mapping[bytes, str] = {}
        self.text = SearchField(translate(N_("Filter findings")), translate(N_("Filter findings")))
        self.text.setFixedWidth(px(_SEARCH))
        self.groups = SegmentedControl(
            [("", translate(N_("All"))), *((key, translate(words)) for key, words in _GROUPS.items())],
            translate(N_("Urgency")),
        )
        self.kinds = ChoiceBox(self._kinds(), translate(N_("About")), empty=N_("About anything"))
        self.table = Table(
            self._columns(), translate(N_("Findings")), key=lambda finding: finding.identity, empty=_nothing()
        )
        self.detail = FindingDetail(console)
        self._lay_out()
        self._connect()

    def _kinds(self) -> list[tuple[str, str]]:
        return [(place.key, translate(place.label)) for place in pages.PLACES if place.kinds]

    def _lay_out(self) -> None:
        bar = ToolBar()
        bar.add(self.groups)
        self.kinds.setMinimumWidth(px(_SEARCH) * 2 // 3)
        bar.add(self.kinds, self.text, side="right")
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.table, 1)
        beside.addWidget(self.detail)
        across = column(bar, gap=0)
        across.addLayout(beside, 1)
        self.setLayout(across)

    def _connect(self) -> None:
        self.text.edited.connect(self._filter)
        self.groups.chosen.connect(lambda _key: self._filter())
        self.kinds.settled.connect(self._filter)
        self.table.currentKeyChanged.connect(self._show_detail)
        self.table.activatedKey.connect(self._open)
        self.table.group_by("group", lambda finding: translate(_GROUPS[group_of(finding)]))

    def _columns(self) -> list[Column]:
        def words(name: str) -> Field:
            return Field(Kind.TEXT, name, editable=False)

        order = list(_GROUPS)
        return [
            Column("severity", words(""), 48, chip=lambda f: chips.severity(f.severity)),
            Column("message", words(N_("Finding")), 320, value=lambda f: f.message, stretch=True),
            Column("about", words(N_("About")), 164, value=self._about, tone="text2"),
            Column("blocks", words(N_("Holds up")), 108, value=_held, tone="text2"),
            Column("rule", words(N_("Rule")), 56, tone="text3"),
            Column("group", words(N_("Urgency")), value=lambda f: translate(_GROUPS[group_of(f)]), shown=False,
                   sort=lambda f: order.index(group_of(f))),
        ]  # fmt: skip

    def _about(self, finding: Finding) -> str:
        return " ".join(part for part in (finding.subject_ref, self._names.get(finding.subject, "")) if part)

    # --- what is shown ---

    def subtitle(self) -> str:
        """Return how many there are."""
        live = len(checks.open_findings(self._found))
        return plural(N_("{n} to look at"), N_("{n} to look at"), live) if live else translate(N_("nothing to mend"))

    def refresh(self) -> None:
        """Read the names of what findings are about."""
        kinds = {finding.subject_kind for finding in self._found} & set(listings.entity_models())
        found: dict[bytes, str] = {}
        for kind in kinds:
            found.update(listings.names(self.document, listings.kind_table(kind)))
        self._names = found
        self.table.set_rows(self._found)
        self.detail.setVisible(bool(self._found))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings."""
        self._found = findings
        self.refresh()
        self._count()
        self._show_detail(self.table.current_key())
        if self._wanted is not None:
            self.select(self._wanted)

    def _count(self) -> None:
        counts = dict.fromkeys(_GROUPS, 0)
        for finding in self._found:
            counts[group_of(finding)] += 1
        for key, words in _GROUPS.items():
            self.groups.set_text(key, f"{translate(words)} {counts[key]}")

    def _filter(self) -> None:
        words = self.text.text().casefold().split()
        group, place = self.groups.current(), self.kinds.entry()

        def passes(finding: Finding) -> bool:
            told = f"{finding.rule} {finding.message} {self._about(finding)} {finding.node_ref}".casefold()
            if group and group_of(finding) != group:
                return False
            return (place is None or pages.place_of(finding.subject_kind) == place) and all(
                word in told for word in words
            )

        self.table.model.set_finder(passes)

    def _finding(self, key: Any) -> Finding | None:
        return next((finding for finding in self._found if finding.identity == key), None)

    def _show_detail(self, key: Any) -> None:
        self.detail.show_finding(self._finding(key) if key is not None else None)

    def _open(self, key: Any) -> None:
        finding = self._finding(key)
        if finding is not None:
            self.console.go(pages.place_of(finding.subject_kind), finding.subject)

    def select(self, key: bytes) -> None:
        """Bring the first finding about ``key`` into view, else one that it has part in."""
        about = [finding for finding in self._found if key in (finding.subject, finding.node)]
        about.sort(key=lambda finding: (finding.waived, finding.subject != key))
        found = about[0] if about else None
        self._wanted = None if found is not None else key
        if found is not None:
            self.table.select_key(found.identity)

    def on_screen(self) -> bytes | None:
        """Return what the chosen finding is about."""
        finding = self._finding(self.table.current_key())
        return finding.subject if finding is not None else None

    def place(self) -> dict[str, Any]:
        """Return which findings are shown."""
        return {"group": self.groups.current(), "kind": self.kinds.entry()}

    def restore(self, place: dict[str, Any]) -> None:
        """Show the findings that were shown before."""
        group, kind = place.get("group", ""), place.get("kind")
        self.groups.set_current(group if group in _GROUPS else "")
        self.kinds.show_entry(kind, "")
        self._filter()


def _held(finding: Finding) -> str:
    return translate(_BLOCKS[finding.holds_up]) if finding.holds_up else ""


def _nothing() -> EmptyState:
    why = N_(
        "The rules look for contradictions, gaps and what has grown old, a moment after every change. "
        "What they find stands here, with what it holds up and the way to mend it."
    )
    return EmptyState("shield-check", translate(N_("Nothing to mend")), translate(why))


class FindingDetail(QWidget):
    """The chosen finding in full: its sentence, what it is about, what it holds up, and how it can be accepted."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console, self._document = console, console.document
        self._rules = {rule.id: rule for rule in checks.rules()}
        ground(self, "canvas", "left")
        self.setFixedWidth(px(Size.detail_small))
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(*(px(Space.l),) * 4)
        self._inner.setSpacing(px(Space.s))
        content = QWidget()
        content.setLayout(self._inner)
        self.setLayout(column(scrolling(content)))
        self.show_finding(None)

    def show_finding(self, finding: Finding | None) -> None:
        """Show one finding, or what to do to see one."""
        clear(self._inner)
        if finding is None:
            self._add(hint(translate(N_("Choose a finding to see what it means and what to do about it.")), wrap=True))
        else:
            self._head(finding)
            self._links(finding)
            self._acceptance(finding)
        self._inner.addStretch(1)

    def _add(self, *parts: Part) -> None:
        for part in parts:
            if isinstance(part, QWidget):
                self._inner.addWidget(part, 0)
            elif isinstance(part, int):
                self._inner.addSpacing(px(part))

    def _head(self, finding: Finding) -> None:
        severity = chips.severity(finding.severity)
        words = translate(_GROUPS[group_of(finding)])
        line = row(ChipLabel(severity), label(words, "name"), None, hint(finding.rule))
        self._inner.addLayout(line)
        self._add(paragraph(finding.message, "text", "heading"))
        rule = self._rules.get(finding.rule)
        if rule is not None:
            self._add(hint(translate(rule.title), wrap=True))

    def _links(self, finding: Finding) -> None:
        self._add(Space.s, field_label(translate(N_("About"))))
        for key, kind in ((finding.subject, finding.subject_kind), (finding.node, finding.node_kind)):
            if key is not None:
                name = entities.describe(self._document, key)
                self._inner.addWidget(link(name, partial(self._console.go, pages.place_of(kind), key)), 0, _LEFT)
        self._add(Space.s, field_label(translate(N_("Holds up"))))
        self._add(label(_held(finding) or translate(N_("Nothing")), "body", "text2"))
        self._add(Space.s)
        open_it = partial(self._console.go, pages.place_of(finding.subject_kind), finding.subject)
        go = button(translate(N_("Open where it is mended")), open_it, variant="primary")
        self._inner.addWidget(go, 0, _LEFT)

    def _acceptance(self, finding: Finding) -> None:
        waiver = self._document.get(m.Waiver, finding.waiver) if finding.waiver is not None else None
        words = N_("Accept it for a while") if waiver is None else N_("Accepted for a while")
        self._add(Space.l, heading(translate(words)))
        if waiver is None:
            self._offer(finding)
            return
        until = translate(N_("Accepted by {person} until {day}."), person=finding.waived_by,
                          day=format_date(waiver.expires_on))  # fmt: skip
        self._add(label(until, "body", wrap=True), paragraph(waiver.reason))
        back = button(translate(N_("Take the waiver back")), partial(self._withdraw, waiver.id), size="small")
        self._may(back)

    def _offer(self, finding: Finding) -> None:
        why = N_("Who is responsible may live with a finding until a day, with a reason. It then holds up nothing.")
        self._add(hint(translate(why), wrap=True))
        self._may(button(translate(N_("Waive…")), partial(self._waive, finding), size="small"))

    def _may(self, made: Any) -> None:
        self._inner.addWidget(made, 0, _LEFT)
        made.setEnabled(self._console.writable)
        if not self._console.writable:
            self._add(hint(translate(N_("This window is read-only."))))

    def _waive(self, finding: Finding) -> None:
        if waive(self.window(), self._console, finding):
            self._console.say(translate(N_("Waived")), undoable=True)

    def _withdraw(self, key: bytes) -> None:
        def verb() -> bool:
            withdraw_waiver(self._document, key)
            return True

        if self._console.attempt(verb):
            self._console.say(translate(N_("Waiver taken back")), undoable=True)


_LEFT = Qt.AlignmentFlag.AlignLeft

"""What the session is called and how it counts: its description and its own copy of the scales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app import entities, listings, packs, session
from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, plural, translate
from app.matrices import set_cell, use_matrix
from app.scales import read_scales
from ui import theme
from ui.console import Console, Page
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.subjects.columns import committer, field_column, level_anchors, source_of
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.cards import Card, scrolling
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.header import ToolBar
from ui.widgets.inputs import ChoiceBox
from ui.widgets.labels import hint, paragraph
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.matrix import MatrixEditor, band_level

_SECTIONS = (
    Section(N_("Session"), ("title", "organisation", "facilitator_id", "confidentiality", "about")),
    Section(N_("Money"), ("currency", "annual_revenue")),
    Section(N_("How it counts"), ("cautious_mtpd", "inherent_scored", "language")),
)
_FORM = 720
_IN_USE = N_("In use, so it stays as it is; add another one instead.")


class SettingsPage(Page):
    """Tabs over the session's description, impact, likelihood, matrix, horizons, tiers and threats."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self.tabs = QTabBar()
        self.tabs.setFont(theme.font("body"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(translate(N_("Parts of the settings")))
        self.stack = QStackedWidget()
        self.parts: dict[str, Part] = {}
        for key, title, make in (
            ("session", N_("Session"), SessionPart), ("impact", N_("Impact"), ImpactPart),
            ("likelihood", N_("Likelihood"), LikelihoodPart), ("matrix", N_("Matrix and bands"), MatrixPart),
            ("horizons", N_("Horizons and tiers"), HorizonsPart), ("threats", N_("Threats"), ThreatsPart),
        ):  # fmt: skip
            self.parts[key] = make(console)
            self.stack.addWidget(self.parts[key])
            self.tabs.addTab(translate(title))
        self.tabs.currentChanged.connect(self._choose)
        bar = ToolBar()
        bar.add(self.tabs)
        self.setLayout(column(bar, self.stack, gap=0))

    def _choose(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.refresh()

    def show_part(self, key: str) -> None:
        """Show one part."""
        self.tabs.setCurrentIndex(list(self.parts).index(key))

    def refresh(self) -> None:
        """Read the part that is shown again."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Part):
            shown.refresh()

    def place(self) -> dict[str, Any]:
        """Return which part is shown."""
        return {"part": list(self.parts)[self.tabs.currentIndex()]}

    def restore(self, place: dict[str, Any]) -> None:
        """Show the part that was shown before."""
        if place.get("part") in self.parts:
            self.show_part(place["part"])


class Part(QWidget):
    """One tab: cards below each other, read again by ``refresh``."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.cards = QVBoxLayout()
        self.cards.setSpacing(px(Space.l))
        margin = Size.page_padding
        content = box(column(self.cards, None, margins=(margin, Space.l, margin, margin)))
        self.setLayout(column(scrolling(content)))

    def refresh(self) -> None:
        """Read again what is shown."""

    def _table_card(self, title: str, note: str, table: Table) -> Card:
        card = Card(translate(title), translate(note), flush=True)
        table.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card.body.addWidget(table)
        self.cards.addWidget(card)
        return card

    def _model_table(self, model: Any, title: str, columns: Sequence[Column]) -> Table:
        return Table(
            columns, translate(title), key=lambda made: made.key, commit=committer(self.console, model),
            read_only=not self.console.writable,
        )  # fmt: skip

    def _offer(self, table: Table, model: Any, words: str, create: Callable[[str], object]) -> None:
        """Let a person type a new row and delete rows with Del; both can be undone."""
        if self.console.writable:
            table.set_new_row(translate(words), create)
            table.view.on_delete = partial(self._delete, model)

    def _delete(self, model: Any, keys: Sequence[bytes]) -> None:
        if self.console.attempt(lambda: entities.delete(self.document, keys, model)):
            self.console.say(plural(N_("{n} row deleted"), N_("{n} rows deleted"), len(keys)), undoable=True)

    def _show(self, table: Table, rows: Sequence[Any], *, spare: int = 0) -> None:
        table.set_rows(rows)
        table.setFixedHeight(px(Size.head + Size.row * (len(rows) + spare)))


class SessionPart(Part):
    """The description of the session as a form."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        fields = {name: spec for name, spec in fields_of(m.SessionInfo).items() if spec.editable}
        sources = {name: source_of(self.document, spec) for name, spec in fields.items()}
        commit: Callable[[str, Any], object] | None = self._commit if console.writable else None
        help_ = FieldHelp(console, m.SessionInfo, self._key)
        self.form = Form(fields, self._read, commit, sections=_SECTIONS, sources=sources, help=help_)
        self.form.setMaximumWidth(px(_FORM))
        card = Card()
        card.body.addWidget(self.form)
        card.setMaximumWidth(px(_FORM + 2 * Space.l))
        self.cards.addWidget(card)

    def _read(self) -> Any:
        return session.info(self.document)

    def _key(self) -> bytes | None:
        row = session.info(self.document)
        return row.id if row is not None else None

    def _commit(self, name: str, entered: Any) -> None:
        session.change_info(self.document, **{name: entered})

    def refresh(self) -> None:
        """Show what the session holds now; what is being typed stays."""
        self.form.refresh()


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A kind of harm with its five anchors and the keys of their rows."""

    key: bytes
    name: str
    threshold: int
    anchors: dict[int, tuple[bytes, str]]


class ImpactPart(Part):
    """Kinds of harm: from which level each is intolerable, and what every level means."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.table = Table(
            self._columns(), translate(N_("Kinds of harm")), key=lambda made: made.key, commit=self._commit,
            read_only=not console.writable,
        )  # fmt: skip
        note = N_("everybody scores against these examples")
        self._table_card(N_("Kinds of harm and what the levels mean"), note, self.table)
        names = ("level", "name")
        columns = [field_column(console, m.ImpactLevel, name, stretch=name == "name") for name in names]
        self.words = self._model_table(m.ImpactLevel, N_("Words for the levels"), columns)
        card = self._table_card(N_("Words for the levels"), "", self.words)
        self.anchors = Card(" ")
        self.table.currentKeyChanged.connect(lambda _key: self._show_anchors())
        self.cards.addLayout(row(card, self.anchors, gap=Space.l))

    def _columns(self) -> list[Column]:
        fields, writable = fields_of(m.ImpactCategory), self.console.writable
        scales = read_scales(self.document)
        made = [
            Column("name", fields["name"], 132, bold=True, editable=writable),
            Column("threshold", fields["threshold"], 116, editable=writable,
                   anchors=lambda: level_anchors(self.document, "impact")),
        ]  # fmt: skip
        for level in range(1, 6):
            title = f"{level} {scales.word(level)}"
            spec = Field(Kind.TEXT, title)
            value = partial(_anchor, level)
            made.append(Column(str(level), spec, 150, value=value, editable=writable, stretch=True))
        return made

    def _commit(self, key: bytes, name: str, entered: Any) -> None:
        if not name.isdigit():
            entities.set_field(self.document, m.ImpactCategory, key, name, entered)
            return
        category = next(made for made in self._rows() if made.key == key)
        known = category.anchors.get(int(name))
        if known is None:
            values = {"category_id": key, "level": int(name), "text": entered}
            entities.add(self.document, m.ImpactAnchor, None, **values)
        else:
            entities.set_field(self.document, m.ImpactAnchor, known[0], "text", entered)

    def _rows(self) -> list[CategoryRow]:
        anchors: dict[bytes, dict[int, tuple[bytes, str]]] = {}
        for made in self.document.all(m.ImpactAnchor):
            anchors.setdefault(made.category_id, {})[made.level] = (made.id, made.text)
        rows = self.document.all(m.ImpactCategory, order_by=m.ImpactCategory.position)
        return [CategoryRow(made.id, made.name, made.threshold, anchors.get(made.id, {})) for made in rows]

    def refresh(self) -> None:
        """Read categories, anchors and words."""
        self._show(self.table, self._rows())
        self._show(self.words, listings.read(self.document, m.ImpactLevel))
        self._show_anchors()

    def _show_anchors(self) -> None:
        """Show the anchors of the chosen kind of harm in full, since the cells of the table cut long ones."""
        rows = self._rows()
        chosen = next((made for made in rows if made.key == self.table.current_key()), rows[0] if rows else None)
        clear(self.anchors.body)
        if chosen is None:
            return
        self.anchors.title.setText(translate(N_("{category} in full"), category=chosen.name))
        for level in range(1, 6):
            line = row(gap=Space.m)
            line.addWidget(ChipLabel(chips.level(level)), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(paragraph(_anchor(level, chosen) or translate(N_("not written down")), "text"), 1)
            self.anchors.body.addLayout(line)
        self.anchors.body.addStretch(1)


def _anchor(level: int, made: CategoryRow) -> str | None:
    known = made.anchors.get(level)
    return known[1] if known is not None else None


class LikelihoodPart(Part):
    """The five levels of likelihood with their frequencies."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        widths = {"level": 72, "name": 140, "frequency": 220, "chance": 140, "rate": 112}
        columns = [field_column(console, m.LikelihoodLevel, name, width=width) for name, width in widths.items()]
        columns.append(field_column(console, m.LikelihoodLevel, "example", stretch=True))
        self.table = self._model_table(m.LikelihoodLevel, N_("Likelihood"), columns)
        note = N_("numbers stand beside every word, so that “likely” means the same to everybody")
        self._table_card(N_("Likelihood"), note, self.table)

    def refresh(self) -> None:
        """Read the levels."""
        self._show(self.table, listings.read(self.document, m.LikelihoodLevel))


class MatrixPart(Part):
    """The matrix with its bands, and matrices to begin with."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.matrix = MatrixEditor(self._change, self._allowed)
        self.matrix.setEnabled(console.writable)
        offered = [(one.id, translate(one.title)) for one in packs.matrices()]
        self.preset = ChoiceBox(offered, translate(N_("Use another matrix")), empty=N_("Use another matrix…"))
        self.preset.setMinimumWidth(px(_FORM) // 3)
        self.preset.setEnabled(console.writable)
        self.preset.settled.connect(self._use)
        card = Card(translate(N_("Matrix")), translate(N_("which band a likelihood and an impact give")), self.preset)
        keys = N_("Click a cell, or move with the arrows: Space takes the next band that fits, Shift the one before.")
        card.body.addWidget(self.matrix)
        card.body.addWidget(hint(translate(keys), wrap=True))
        self.cards.addWidget(card)
        columns = [
            field_column(console, m.Band, "rank", width=72, chip=self._band_chip),
            field_column(console, m.Band, "name", width=140, bold=True),
            field_column(console, m.Band, "within_appetite", width=124),
            field_column(console, m.Band, "response", stretch=True),
        ]
        self.bands = self._model_table(m.Band, N_("Bands"), columns)
        self._table_card(
            N_("Bands"), N_("what the organisation does about each, and how far its appetite goes"), self.bands
        )

    def _band_chip(self, made: Any) -> Chip:
        rank = made.values["rank"]
        level = band_level(rank, len(self.bands.model.rows))
        return Chip(str(rank), f"fill{level}", f"ink{level}", width=Size.chip)

    def _allowed(self, likelihood: int, impact: int, rank: int) -> bool:
        ranks = [list(line) for line in read_scales(self.document).matrix.ranks]
        ranks[likelihood - 1][impact - 1] = rank
        return packs.first_fall(tuple(map(tuple, ranks))) is None

    def _change(self, likelihood: int, impact: int, rank: int) -> bool:
        def verb() -> bool:
            if not self.console.writable:
                raise UserError(N_("This window is read-only; nothing can be changed here."))
            set_cell(self.document, likelihood, impact, rank)
            return True

        return bool(self.console.attempt(verb))

    def _use(self) -> None:
        chosen = next((one for one in packs.matrices() if one.id == self.preset.entry()), None)
        self.preset.show_entry(None, "")
        if chosen is None:
            return
        self.console.attempt(lambda: use_matrix(self.document, chosen))
        self.console.say(translate(N_("Matrix “{title}” in use"), title=translate(chosen.title)), undoable=True)

    def refresh(self) -> None:
        """Read matrix and bands."""
        scales = read_scales(self.document)
        self._show(self.bands, listings.read(self.document, m.Band, order_by=(m.Band.rank,)))
        if scales.matrix.bands:
            words = [scales.word(level) for level in range(1, 6)]
            names = [band.name for band in scales.matrix.bands]
            self.matrix.show_matrix(scales.matrix.ranks, names, [one.name for one in scales.likelihoods], words)


class HorizonsPart(Part):
    """Points in time at which impact is asked, and tiers by recovery time."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._used: set[bytes] = set()
        columns = [
            field_column(console, m.Horizon, "minutes", width=112, editable=self._free),
            field_column(console, m.Horizon, "label", width=180, editable=console.writable),
            Column("used", Field(Kind.TEXT, N_("In use"), editable=False), 240, text=self._use_words, tone="text3",
                   stretch=True),
        ]  # fmt: skip
        self.horizons = self._model_table(m.Horizon, N_("Horizons"), columns)
        self._table_card(N_("Horizons"), N_("when impact is asked after a loss"), self.horizons)
        self._offer(self.horizons, m.Horizon, N_("Type a new horizon, such as 12 h…"), self._add)
        widths = {"name": 200, "rto_max": 132, "rpo_guide": 132, "critical": 104}
        tiers = [field_column(console, m.Tier, "number", width=72, chip=lambda made: chips.tier(made.values["number"]))]
        tiers += [field_column(console, m.Tier, name, width=width) for name, width in widths.items()]
        self.tiers = self._model_table(m.Tier, N_("Tiers"), tiers)
        self._table_card(N_("Tiers"), N_("services fall into the first whose RTO holds them"), self.tiers)

    def _add(self, typed: str) -> None:
        minutes = fields_of(m.Horizon)["minutes"].parse(typed)
        entities.add(self.document, m.Horizon, None, minutes=minutes, label=typed)

    def _delete(self, model: Any, keys: Sequence[bytes]) -> None:
        free = [key for key in keys if key not in self._used]
        if len(free) < len(keys):
            self.console.refused.emit(translate(_IN_USE))
        else:
            super()._delete(model, keys)

    def _free(self, made: Any) -> bool:
        return self.console.writable and made.key not in self._used

    def _use_words(self, made: Any) -> str:
        return translate(_IN_USE) if made.key in self._used else ""

    def refresh(self) -> None:
        """Read horizons and tiers, and which horizons are in use."""
        rows = [*self.document.all(m.ImpactScore), *self.document.all(m.ResourceQuantity)]
        self._used = {made.horizon_id for made in rows}
        horizons = listings.read(self.document, m.Horizon, order_by=(m.Horizon.minutes,))
        self._show(self.horizons, horizons, spare=int(self.console.writable))
        self._show(self.tiers, listings.read(self.document, m.Tier))


class ThreatsPart(Part):
    """What can stop services, with its typical outage."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        columns = [field_column(console, m.Threat, "code", width=72, editable=False, tone="text3")]
        widths = {"name": 260, "typical_outage": 132}
        columns += [field_column(console, m.Threat, name, width=width) for name, width in widths.items()]
        columns.append(field_column(console, m.Threat, "hits", stretch=True))
        self.table = self._model_table(m.Threat, N_("Threats"), columns)
        self._table_card(N_("Threats"), N_("risks point at them, and documents group by them"), self.table)
        self._offer(self.table, m.Threat, N_("Type a new threat…"), self._add)

    def _add(self, typed: str) -> None:
        codes = {made.code for made in self.document.all(m.Threat)}
        number = next(n for n in count(1) if f"T{n:02d}" not in codes)
        entities.add(self.document, m.Threat, None, code=f"T{number:02d}", name=typed)

    def refresh(self) -> None:
        """Read the threats."""
        threats = listings.read(self.document, m.Threat, order_by=(m.Threat.code,))
        self._show(self.table, threats, spare=int(self.console.writable))

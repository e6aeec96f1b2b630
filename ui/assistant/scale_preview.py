"""The chosen scales as they will be: anchors with money, horizons, likelihood, and the matrix as a picture."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import packs
from app.durations import format_duration
from app.i18n import N_, translate
from ui.assistant.anchor_table import AnchorTable, IntolerableMark
from ui.assistant.fields import Flow
from ui.theme import Space, px
from ui.widgets import chips
from ui.widgets.cards import scrolling
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row, rule
from ui.widgets.matrix import MatrixEditor, band_level
from ui.widgets.segmented import SegmentedControl

PARTS = (("impact", N_("Impact")), ("likelihood", N_("Likelihood")), ("matrix", N_("Matrix")))
_BAND = 104


class ScalePreview(QWidget):
    """Three parts of the scales, one of which is shown."""

    def __init__(self) -> None:
        super().__init__()
        words = [(key, translate(name)) for key, name in PARTS]
        self.switch = SegmentedControl(words, translate(N_("Preview")), "impact", small=True)
        self.switch.chosen.connect(self.show_part)
        self.note = hint("", elide=True)
        self._notes: Mapping[str, str] = {}
        self._stack = QStackedWidget()
        self._bodies: dict[str, QVBoxLayout] = {}
        for key, _ in PARTS:
            body = self._bodies[key] = QVBoxLayout()
            body.setSpacing(px(Space.s))
            content = box(column(body, None, margins=(Space.l, Space.s, Space.l, Space.l)))
            self._stack.addWidget(scrolling(content, "surface"))
        head = QHBoxLayout()
        head.setContentsMargins(px(Space.l), px(Space.m), px(Space.l), px(Space.s))
        head.setSpacing(px(Space.m))
        head.addWidget(self.switch)
        head.addWidget(self.note, 1)
        self.setLayout(column(head, rule(), self._stack, gap=0))

    def show_part(self, key: str) -> None:
        """Show one part: ``impact``, ``likelihood`` or ``matrix``."""
        self.switch.set_current(key)
        self._stack.setCurrentIndex([known for known, _ in PARTS].index(key))
        note = translate(self._notes.get(key, ""))
        self.note.setText(note)
        self.note.setToolTip(note)

    def part(self) -> str:
        """Return which part is shown."""
        return PARTS[self._stack.currentIndex()][0]

    def show_scales(self, scales: packs.Scales, revenue: int | None, currency: str, notes: Mapping[str, str]) -> None:
        """Show these scales; ``revenue`` (cents) puts amounts beside the financial anchors. ``notes`` are by part."""
        self._notes = notes
        self.show_part(self.part())
        for body in self._bodies.values():
            clear(body)
        self._show_impact(scales, revenue, currency)
        self._bodies["likelihood"].addWidget(_likelihoods(scales))
        for made in (_matrix(scales), *(_band(scales, band) for band in scales.matrix.bands)):
            self._bodies["matrix"].addWidget(made)

    def _show_impact(self, scales: packs.Scales, revenue: int | None, currency: str) -> None:
        told = [packs.in_money(category, revenue, currency) for category in scales.categories]
        meaning = hint(translate(N_("Intolerable from here on; MTPD follows from it.")))
        body = self._bodies["impact"]
        body.addWidget(AnchorTable(scales.levels, told))
        body.addWidget(box(row(IntolerableMark(), meaning, None)))
        body.addWidget(_times(scales))


def _times(scales: packs.Scales) -> QWidget:
    flow = Flow(Space.xs)
    for horizon in scales.horizons:
        flow.addWidget(ChipLabel(chips.outlined(translate(horizon.label))))
    tiers = ", ".join(
        f"{translate(tier.name)} ≤ {format_duration(tier.rto_max)}" for tier in scales.tiers if tier.rto_max is not None
    )
    words = label(translate(N_("Asked at")), "label", "text2")
    held = box(flow)
    line = QHBoxLayout()
    line.setSpacing(px(Space.m))
    line.addWidget(words)
    line.addWidget(held, 1)
    return box(column(rule(), line, hint(translate(N_("Tiers by RTO: {tiers}"), tiers=tiers), wrap=True)))


def _likelihoods(scales: packs.Scales) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(Space.l))
    grid.setVerticalSpacing(px(Space.s))
    for at, one in enumerate(reversed(scales.likelihoods)):
        cells: tuple[QWidget, ...] = (
            ChipLabel(chips.outlined(str(one.level))),
            label(translate(one.name), "name"),
            paragraph(translate(one.frequency), "text"),
            hint(translate(one.chance)),
            hint(translate(one.example), wrap=True),
        )
        for across, cell in enumerate(cells):
            grid.addWidget(cell, at, across, Qt.AlignmentFlag.AlignVCenter)
    grid.setColumnStretch(2, 2)
    grid.setColumnStretch(4, 3)
    return box(grid)


def _matrix(scales: packs.Scales) -> QWidget:
    picture = MatrixEditor(lambda *_cell: False, lambda *_cell: False)
    picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    bands = [translate(band.name) for band in scales.matrix.bands]
    likelihoods = [translate(one.name) for one in scales.likelihoods]
    impacts = [translate(level.name) for level in scales.levels]
    picture.show_matrix(scales.matrix.ranks, bands, likelihoods, impacts)
    picture.setAccessibleDescription(_told(scales, bands))
    return box(row(picture, None))


def _told(scales: packs.Scales, bands: list[str]) -> str:
    """Return the matrix in words, a line per likelihood, for those who do not see it."""
    lines = []
    for one, ranks in zip(scales.likelihoods, scales.matrix.ranks, strict=True):
        lines.append(f"{translate(one.name)}: {', '.join(bands[rank - 1] for rank in ranks)}")
    return ". ".join(lines)


def _band(scales: packs.Scales, band: packs.Band) -> QWidget:
    level = band_level(band.rank, len(scales.matrix.bands))
    chip = ChipLabel(Chip(translate(band.name), f"fill{level}", f"ink{level}", width=_BAND))
    within = N_("within appetite") if band.within_appetite else N_("above appetite")
    return box(row(chip, label(translate(band.response), "body"), hint(translate(within)), None, gap=Space.m))

"""Dialogs that stand before a change of the scales: a preset, a file, a level that comes or goes.

Each shows what would change; nothing is written before its verb is pressed, and then it is one edit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import matrices
from app.i18n import N_, UserError, plural, translate
from app.matrices import Preset, Proposal, Use
from app.packs import Matrix
from app.scales import Scales, read_scales
from ui.scales.effects import EffectList
from ui.theme import Size, Space, px
from ui.widgets.cards import scrolling
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import ChoiceBox, TextField
from ui.widgets.labels import field_label, hint, label, paragraph
from ui.widgets.layouts import box, column, row
from ui.widgets.matrix import MatrixEditor, MatrixView
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.document import Document

_WIDE, _LIST, _LOW = 880, 296, 168


class ChangeDialog(Dialog):
    """A dialog with a list of what changes; ``write`` is done by its verb, and what is refused is told in it."""

    def __init__(self, parent: QWidget, title: str, text: str, verb: str, *, width: int = Size.dialog) -> None:
        go = Verb("go", verb, variant="primary", default=True)
        super().__init__(parent, title, text, (CANCEL, go), width=width)
        self.done_now = False
        self.changes = EffectList(most=200)
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()

    def list_area(self, height: int = _LIST) -> QWidget:
        """Return the list of changes in an area that scrolls."""
        area = scrolling(box(column(self.changes, None, margins=(0, 0, Space.m, 0))), "raised")
        area.setFixedHeight(px(height))
        return area

    def refuse(self, words: str) -> None:
        """Say why it cannot be done as it stands; an empty text takes that back."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        self.buttons["go"].setEnabled(not words)

    def preview(self, look: Callable[[], Proposal], document: Document) -> Proposal | None:
        """Show what a proposal would change, or why it is none; returns it."""
        try:
            proposal = look()
        except UserError as error:
            self.refuse(str(error))
            self.changes.show_words("")
            return None
        self.refuse("")
        self.changes.show_effect(matrices.effect(document, proposal))
        return proposal

    def write(self) -> None:
        """Write the change; raises ``UserError``."""

    def finish(self, key: str) -> None:
        """Write before closing; what is refused is told and keeps the dialog open."""
        if key == "go":
            try:
                self.write()
            except UserError as error:
                self.refuse(str(error))
                return
            self.done_now = True
        super().finish(key)


class PresetDialog(ChangeDialog):
    """Another matrix, likelihood or whole scales: the new matrix at the left, the risks that change at the right."""

    def __init__(self, parent: QWidget, document: Document, preset: Preset) -> None:
        title = translate(N_("Use “{title}”?"), title=preset.title)
        text = preset.note or translate(N_("Nothing changes before you say so, and one Undo takes it back."))
        super().__init__(parent, title, text, N_("Use it"), width=_WIDE)
        self.document, self.preset = document, preset
        self.matrix = MatrixEditor(lambda *_: False, lambda *_: False, small=True)
        self.matrix.setEnabled(False)
        self.by = SegmentedControl(
            [("rate", translate(N_("Keep how often"))), ("number", translate(N_("Keep the numbers")))],
            translate(N_("Where scores go")), "rate",
        )  # fmt: skip
        self.by.chosen.connect(lambda _key: self.show_changes())
        self.by.setVisible(preset.matrix is None)
        self.moved = hint("", wrap=True, tone="text2")
        left = column(self.matrix, self.by, self.moved, None, gap=Space.m)
        across = row(left, gap=Space.xxl)
        across.addLayout(column(self.list_area(), gap=0), 1)
        self.body.addLayout(across)
        self.body.addWidget(self.problem)
        self.show_changes()

    @property
    def by_rate(self) -> bool:
        """Whether scores go to the level that happens as often, rather than keep their number."""
        return self.by.current() != "number"

    def show_changes(self) -> None:
        """Show what the switch would do as it is chosen now."""
        look = self.preview(
            lambda: matrices.proposal(self.document, self.preset, by_rate=self.by_rate), self.document
        )  # fmt: skip
        self.moved.setText("")
        if look is None:
            return
        scales = read_scales(self.document)
        new = self.preset.scales.likelihoods if self.preset.scales else self.preset.likelihoods or scales.likelihoods
        levels = self.preset.scales.levels if self.preset.scales else scales.levels
        self.matrix.show_view(
            matrix_view(look.matrix, [translate(one.name) for one in new], [translate(one.name) for one in levels])
        )
        words = {one.level: translate(one.name) for one in new}
        moved = [
            translate(N_("{old} becomes {new}"), old=one.name, new=words[look.likelihoods.get(one.level, one.level)])
            for one in scales.likelihoods
            if self.preset.matrix is None
        ]
        fits = (look.matrix.likelihoods, look.matrix.impacts)
        own = self.preset.matrix
        if own is not None and (own.likelihoods, own.impacts) != fits:
            moved.append(
                translate(
                    N_("Made for {l} × {i} levels and fitted to {rows} × {columns}."), l=own.likelihoods, i=own.impacts,
                    rows=fits[0], columns=fits[1],
                )
            )  # fmt: skip
        self.moved.setText(" · ".join(moved))

    def write(self) -> None:
        """Switch to the preset as one edit."""
        matrices.use(self.document, self.preset, by_rate=self.by_rate)


def matrix_view(matrix: Matrix, likelihoods: Sequence[str], impacts: Sequence[str]) -> MatrixView:
    """Return a matrix as the grid shows it, with the line of the appetite."""
    names = [translate(band.name) for band in matrix.bands]
    cells = [(row, column) for row in range(1, matrix.likelihoods + 1) for column in range(1, matrix.impacts + 1)]
    return MatrixView(
        matrix.ranks, names, [matrix.colour_of(band) for band in matrix.bands], likelihoods, impacts,
        within=frozenset(cell for cell in cells if matrix.band(*cell).within_appetite),
    )  # fmt: skip


class AddLevelDialog(ChangeDialog):
    """One more level of a scale: between which it belongs, and its word."""

    def __init__(self, parent: QWidget, document: Document, scale: str) -> None:
        words = translate(matrices.SCALES[scale])
        title = translate(N_("Add a level of {scale}"), scale=words)
        text = translate(N_("Every score keeps its word; numbers from the new level on move up by one."))
        super().__init__(parent, title, text, N_("Add it"))
        self.document, self.scale = document, scale
        self.at = ChoiceBox(_gaps(read_scales(document), scale), translate(N_("Where it belongs")), empty=None)
        self.at.setCurrentIndex(self.at.count() - 1)
        self.at.settled.connect(self.show_changes)
        self.name = TextField(translate(N_("Word")), translate(N_("for example “Serious”")))
        self.name.textEdited.connect(lambda _text: self.refuse(""))
        self.body.addLayout(column(field_label(self.name.accessibleName(), self.name), self.name, gap=Space.xs))
        self.body.addLayout(column(field_label(self.at.accessibleName(), self.at), self.at, gap=Space.xs))
        self.body.addWidget(self.changes)
        self.body.addWidget(self.problem)
        self.show_changes()
        self.name.setFocus()

    def show_changes(self) -> None:
        """Show that no risk changes its level, whatever number it has then."""
        self.preview(
            lambda: matrices.added(read_scales(self.document), self.scale, self.at.entry()), self.document
        )  # fmt: skip

    def write(self) -> None:
        """Add the level."""
        if not self.name.text().strip():
            raise UserError(N_("Give the new level a word."))
        matrices.add_level(self.document, self.scale, self.at.entry(), self.name.text().strip())


def _gaps(scales: Scales, scale: str) -> list[tuple[int, str]]:
    words = [f"{level} {matrices.word_of(scales, scale, level)}" for level in scales.level_range(scale)]
    made = [(1, translate(N_("below {word}"), word=words[0]))]
    between = N_("between {low} and {high}")
    made += [(at + 1, translate(between, low=words[at - 1], high=words[at])) for at in range(1, len(words))]
    return [*made, (len(words) + 1, translate(N_("above {word}"), word=words[-1]))]


class RemoveLevelDialog(ChangeDialog):
    """One level fewer: which, where its scores go, and what stands on it."""

    def __init__(self, parent: QWidget, document: Document, scale: str, level: int) -> None:
        title = translate(N_("Remove a level of {scale}"), scale=translate(matrices.SCALES[scale]))
        super().__init__(parent, title, "", N_("Remove it"), width=_WIDE // 8 * 6)
        self.document, self.scale = document, scale
        scales = read_scales(document)
        offered = [(one, f"{one} {matrices.word_of(scales, scale, one)}") for one in scales.level_range(scale)]
        self.level = ChoiceBox(offered, translate(N_("Level")), empty=None)
        self.level.show_entry(level, "")
        self.into = ChoiceBox([], translate(N_("Its scores go to")), empty=None)
        self.level.settled.connect(self._offer)
        self.into.settled.connect(self.show_changes)
        fields = [column(field_label(one.accessibleName(), one), one, gap=Space.xs) for one in (self.level, self.into)]
        self.body.addLayout(row(*fields, gap=Space.l))
        self.stands = paragraph("")
        self.body.addWidget(self.stands)
        self.body.addWidget(self.list_area(_LOW))
        self.body.addWidget(self.problem)
        self._offer()

    def _offer(self) -> None:
        scales, level = read_scales(self.document), self.level.entry()
        near = [one for one in (level - 1, level + 1) if one in scales.level_range(self.scale)]
        self.into.set_options([(one, f"{one} {matrices.word_of(scales, self.scale, one)}") for one in near])
        self.into.setCurrentIndex(0)
        self.show_changes()

    def show_changes(self) -> None:
        """Show what stands on the level and which risks would change."""
        level, into = self.level.entry(), self.into.entry()
        use = matrices.use_of(self.document, self.scale, level)
        self.stands.setText("\n".join(use_words(use)))
        self.preview(
            lambda: matrices.removed(read_scales(self.document), self.scale, level, into), self.document
        )  # fmt: skip

    def write(self) -> None:
        """Remove the level and move what stands on it."""
        matrices.remove_level(self.document, self.scale, self.level.entry(), self.into.entry())


def use_words(use: Use) -> list[str]:
    """Return what stands on a level in a few sentences: what moves, what goes, and what stays as it was said."""
    moving = []
    if use.risks:
        refs = ", ".join(ref for ref, _, _ in use.risks[:6]) + ("…" if len(use.risks) > 6 else "")
        moving.append(plural(N_("{n} risk"), N_("{n} risks"), len(use.risks)) + f" ({refs})")
    if use.cells:
        number = sum(cells for _, cells in use.cells)
        cells = plural(N_("{n} cell of impact grids"), N_("{n} cells of impact grids"), number)
        services = ", ".join(name for name, _ in use.cells[:4]) + ("…" if len(use.cells) > 4 else "")
        moving.append(f"{cells} ({services})")
    if use.thresholds:
        moving.append(translate(N_("the threshold of {names}"), names=", ".join(use.thresholds)))
    made = [translate(N_("These move: {things}."), things="; ".join(moving))] if moving else []
    if use.anchors:
        made.append(plural(N_("{n} anchor goes with it."), N_("{n} anchors go with it."), use.anchors))
    if use.agreed or use.ballots:
        told = N_("{agreed} agreed values and {ballots} ballots stay as they were said, on the scale of their day.")
        made.append(translate(told, agreed=use.agreed, ballots=use.ballots))
    return made or [translate(N_("Nothing stands on this level."))]

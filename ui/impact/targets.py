"""The targets of one service, decided where they are derived: for the page of services and for questions 13 to 18.

Each target shows what the grid proposes and why, the owner's own value beside it with reason, person and day, and at
once what contradicts it. Beside them stand the peaks, the tier with its share, and the cautious setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import checks, interviews, services
from app.interviews.contradictions import Contradiction
from ui.console import Console
from ui.impact.reading import Reading, read
from ui.impact.target_block import TargetBlock
from ui.impact.target_kinds import MbcoBlock, MtpdBlock, RpoBlock, RtoBlock, WrtBlock
from ui.impact.target_sides import CautiousBlock, PeaksBlock, TierBlock
from ui.theme import Size, px
from ui.widgets.cards import scrolling
from ui.widgets.layouts import column, ground, row, rule

#: Which parts a question of the interview shows.
PARTS: Mapping[int, tuple[str, ...]] = {
    13: ("mtpd", "peaks", "cautious"),
    14: ("rto", "tier"),
    15: ("mbco",),
    16: ("mbco",),
    17: ("wrt",),
    18: ("rpo",),
}
#: The rules whose sentences stand beside the targets; others are told where the whole service is.
RULES = ("B01", "B02", "B03", "B07")
#: All parts, as the page of services shows them.
_MAIN, _SIDE = ("mtpd", "rto", "wrt", "rpo", "mbco"), ("tier", "peaks", "cautious")


class TargetsPanel(QWidget):
    """Targets, one below the other; ``question`` leaves only what that question asks for.

    ``beside`` puts tier, peaks and the cautious setting into a column at the right and lets the whole scroll, for a
    page that shows nothing else. ``decided`` fires with a part's name after something was written.
    """

    decided = Signal(str)

    def __init__(self, console: Console, question: int | None = None, *, beside: bool = False) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        self.reading: Reading | None = None
        self.blocks: dict[str, TargetBlock] = {
            "mtpd": MtpdBlock(console), "rto": RtoBlock(console), "wrt": WrtBlock(console), "rpo": RpoBlock(console),
            "mbco": MbcoBlock(console),
        }  # fmt: skip
        self.tier, self.cautious = TierBlock(console), CautiousBlock(console)
        self.peaks = PeaksBlock(console, narrow=beside)
        self.parts: dict[str, QWidget] = {
            **self.blocks, "tier": self.tier, "peaks": self.peaks, "cautious": self.cautious,
        }  # fmt: skip
        self._rules: dict[str, QWidget] = {}
        self._tops = {_MAIN[0], _SIDE[0]} if beside else set()
        self._build(beside=beside)
        for signal in (*(block.decided for block in self.blocks.values()), self.tier.decided, self.cautious.decided):
            signal.connect(self.decided)
        self.show_only(PARTS.get(question or 0, (*_MAIN, *_SIDE)))

    def _build(self, *, beside: bool) -> None:
        if not beside:
            self.setLayout(column(*self._stacked((*_MAIN, *_SIDE)), gap=12))
            return
        main, side = QWidget(), QWidget()
        main.setLayout(column(*self._stacked(_MAIN), None, gap=12, margins=(16, 12, 16, 16)))
        side.setLayout(column(*self._stacked(_SIDE), None, gap=16, margins=(16, 16, 16, 16)))
        area = scrolling(side, "canvas")
        area.setFixedWidth(px(Size.detail_small))
        across = row(gap=0)
        across.addWidget(ground(scrolling(main, "surface"), "surface"), 1)
        across.addWidget(rule(upright=True))
        across.addWidget(area)
        self.setLayout(across)

    def _stacked(self, names: Sequence[str]) -> list[QWidget]:
        """Return parts with a dividing line above all but the first."""
        made: list[QWidget] = []
        for name in names:
            self._rules[name] = rule()
            made += [self._rules[name], self.parts[name]]
        return made

    # --- what a page asks for ---

    def show_only(self, names: Sequence[str]) -> None:
        """Show some of the parts: mtpd, rto, wrt, rpo, mbco, tier, peaks, cautious."""
        first = True
        for name, part in self.parts.items():
            shown = name in names
            part.setVisible(shown)
            self._rules[name].setVisible(shown and not first and name not in self._tops)
            first = first and not shown
        self._names = tuple(names)

    def show_service(self, key: bytes | None) -> None:
        """Show the targets of another service; what was typed and not yet written is written first."""
        if key != self.key:
            self.save()
        self.key = key
        self.refresh()

    def save(self) -> None:
        """Write what was typed and not yet written."""
        for block in self.blocks.values():
            block.save()

    @property
    def field(self) -> QWidget:
        """The field that takes the keyboard: that of the first target shown."""
        shown = next((block for name, block in self.blocks.items() if name in self._names), self.blocks["mtpd"])
        return shown.field()

    def take_focus(self) -> None:
        """Give the keyboard to the first target."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, name: str) -> bool:
        """Bring the keyboard to a target named as the interview guide does (``service.rto``); returns whether it is."""
        column_name = name.partition(".")[2] or name
        part = "mbco" if column_name.startswith("mbco") else column_name
        if part not in self.blocks or part not in self._names:
            return False
        self.blocks[part].field().setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # --- what is shown ---

    def refresh(self) -> None:
        """Read the targets again."""
        self.reading = read(self.document, self.key) if self.key is not None else None
        reading = self.reading
        if reading is None:
            return
        lines = interviews.target_lines(self.document, reading.service.id, scales=reading.scales)
        told = self._told(reading.service.id)
        for name, block in self.blocks.items():
            block.show_target(reading, lines[block.target], told.get(name, ()))
        self.peaks.show_reading(reading)
        self.cautious.show_reading(reading)
        rows = services.services(self.document)
        found = next((one for one in rows if one.key == reading.service.id), None)
        if found is not None:
            self.tier.show_tier(reading, found, services.tier_share(rows))

    def _told(self, service: bytes) -> dict[str, list[Contradiction]]:
        """Return what contradicts, each sentence at the target that mends it, or at the first shown one it concerns.

        A target that was not asked yet is no contradiction (B04): the approval tells what is missing.
        """
        found = checks.check(self.document, RULES)
        told: dict[str, list[Contradiction]] = {}
        for one in interviews.contradictions(self.document, service, found=found):
            if not one.waived and one.rule != "B04" and (place := self._place_of(one)) is not None:
                told.setdefault(place, []).append(one)
        return told

    def _place_of(self, one: Contradiction) -> str | None:
        shown = [name for name in self.blocks if name in self._names]
        at_fix = [name for name in shown if one.fix in self.blocks[name].questions]
        concerned = [name for name in shown if self.blocks[name].questions & set(one.questions)]
        return next(iter((*at_fix, *concerned)), None)

"""Setting a batch round up: what is scored, which risks are on the sheet, who may know, and how the scores come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ballots import QUESTIONS, TITLES
from app.batch_plan import Offer
from app.i18n import N_, plural, translate
from app.model.scoring import SECRECY
from ui import theme
from ui.batch.rows import MIDDLE, RIGHT, ROW, Index, RowList, paint_ground
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.cards import Card
from ui.widgets.labels import elided, field_label, heading, hint, text_width
from ui.widgets.layouts import column, row
from ui.widgets.segmented import SegmentedControl

PAPER, LAPTOP = "paper", "laptop"
MANNERS = {PAPER: N_("On paper, typed in here"), LAPTOP: N_("At the laptop, seat by seat")}
#: Short words for the choices of secrecy; the long ones stand below.
_SECRECY = {"seats": N_("By seat"), "anonymous": N_("Anonymous"), "named": N_("By name")}
_REF = 56


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A risk that may be on the sheet: ticked or not."""

    offer: Offer
    ticked: bool

    @property
    def key(self) -> str:
        """Return the key of the risk."""
        return self.offer.key.hex()

    @property
    def words(self) -> str:
        """What a screen reader says."""
        state = translate(N_("on the sheet")) if self.ticked else translate(N_("not on the sheet"))
        return ", ".join(part for part in (f"{self.offer.ref} {self.offer.sentence}", self.offer.note, state) if part)

    @property
    def tip(self) -> str:
        """Return the whole sentence."""
        return self.offer.sentence


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: OfferRow = index.data(ROW)
        painter.save()
        rect = paint_ground(painter, option, inset=0)
        tokens = theme.tokens()
        painter.fillRect(QRectF(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                         theme.colour(tokens.grid))  # fmt: skip
        left = rect.left() + px(Space.m)
        _paint_box(painter, left, rect.center().y(), found)
        left += px(Size.check_box + Space.m)
        _paint_words(painter, rect, left, found)
        painter.restore()


def _paint_box(painter: QPainter, left: float, middle: float, found: OfferRow) -> None:
    tokens, side = theme.tokens(), px(Size.check_box)
    box = QRectF(left, middle - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(theme.colour(tokens.accent if found.ticked else tokens.ctl), 1))
    painter.setBrush(theme.colour(tokens.accent if found.ticked else tokens.surface))
    painter.drawRoundedRect(box, px(Space.xs), px(Space.xs))
    if found.ticked:
        paint_icon(painter, "check", left + 1, middle, tokens.on_accent, Size.icon_small)


def _paint_words(painter: QPainter, rect: QRectF, left: float, found: OfferRow) -> None:
    tokens, offer = theme.tokens(), found.offer
    right = rect.right() - px(Space.m)
    painter.setFont(theme.font("hint"))
    painter.setPen(theme.colour(tokens.text3))
    painter.drawText(QRectF(left, rect.top(), px(_REF), rect.height()), MIDDLE, offer.ref)
    painter.drawText(QRectF(left, rect.top(), right - left, rect.height()), RIGHT, offer.note)
    right -= text_width(offer.note, "hint") + px(Space.m)
    left += px(_REF)
    painter.setFont(theme.font("body"))
    painter.setPen(theme.colour(tokens.text if found.ticked else tokens.text3))
    room = max(0.0, right - left)
    painter.drawText(QRectF(left, rect.top(), room, rect.height()), MIDDLE, elided(offer.sentence, "body", room))


class SetUpPane(QWidget):
    """What the round will be. ``changed`` fires after each choice; nothing is written before the round is opened."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[OfferRow] = []
        self._dimensions: tuple[str, ...] = ()
        self.what_place = column(gap=Space.xs)
        self.what: SegmentedControl | None = None
        self.secrecy = SegmentedControl(
            [(key, translate(words)) for key, words in _SECRECY.items()], translate(N_("Secrecy")), "seats"
        )
        self.manner = SegmentedControl(
            [(key, translate(words)) for key, words in MANNERS.items()], translate(N_("How the scores come in")), PAPER
        )
        self.secret = hint("", wrap=True)
        self.question = heading("", "title")
        self.list = RowList(translate(N_("Risks on the sheet")), _Delegate(), on="surface", enter=False)
        self.list.chosen.connect(self.toggle)
        self.count = hint("", tone="text2")
        self.secrecy.chosen.connect(lambda _key: self._tell())
        self.manner.chosen.connect(lambda _key: self._tell())
        self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        secrecy = column(field_label(translate(N_("Secrecy")), self.secrecy), self.secrecy, gap=Space.xs)
        manner = column(field_label(translate(N_("How the scores come in")), self.manner), self.manner, gap=Space.xs)
        card = Card(flush=True)
        card.body.addWidget(self.list, 1)
        outer = column(self.question, self.what_place, gap=Space.s)
        outer.addLayout(row(secrecy, manner, None, gap=Space.xl))
        outer.addWidget(self.secret)
        outer.addLayout(row(field_label(translate(N_("Risks on the sheet")), self.list), self.count, None))
        outer.addWidget(card, 1)
        self.setLayout(outer)

    def show_dimensions(self, found: Sequence[str], current: str) -> None:
        """Offer what may be scored; a single one needs no switch."""
        if tuple(found) == self._dimensions and self.what is not None:
            self.what.set_current(current)
        elif tuple(found) != self._dimensions:
            self._dimensions = tuple(found)
            if self.what is not None:
                self.what.hide()
                self.what.deleteLater()
            names = [(one, translate(TITLES[one])) for one in found]
            self.what = SegmentedControl(names, translate(N_("What is scored")), current)
            self.what.chosen.connect(lambda _key: self.changed.emit())
            self.what_place.addWidget(self.what, 0, Qt.AlignmentFlag.AlignLeft)
            self.what.setVisible(len(found) > 1)
        self.question.setText(f"{translate(TITLES[current])}: {translate(QUESTIONS[current])}")

    def dimension(self) -> str:
        """Return what is scored."""
        return (self.what.current() if self.what is not None else None) or "likelihood"

    def show_offers(self, found: Sequence[Offer], *, anew: bool) -> None:
        """Show the risks; with ``anew`` the default ones are ticked, else what a person ticked stays."""
        kept = {} if anew else {one.key: one.ticked for one in self._rows}
        self._rows = [OfferRow(one, one.free and kept.get(one.key.hex(), one.chosen)) for one in found]
        self._show()

    def toggle(self, key: str) -> None:
        """Put a risk on the sheet or take it off; one that is being scored stays off."""
        self._rows = [
            replace(one, ticked=not one.ticked and one.offer.free) if one.key == key else one for one in self._rows
        ]
        self._show()
        self.changed.emit()

    def toggle_current(self) -> None:
        """Toggle the risk under the cursor."""
        self.toggle(self.list.current())

    def toggle_all(self) -> None:
        """Tick all, or none if all are ticked."""
        every = all(one.ticked or not one.offer.free for one in self._rows)
        self._rows = [replace(one, ticked=one.offer.free and not every) for one in self._rows]
        self._show()
        self.changed.emit()

    def chosen(self) -> list[bytes]:
        """Return the risks on the sheet, in their order."""
        return [one.offer.key for one in self._rows if one.ticked]

    def _show(self) -> None:
        self.list.show_rows(self._rows)
        words = plural(N_("{n} of {all}"), N_("{n} of {all}"), len(self.chosen()), all=len(self._rows))
        self.count.setText(words)

    def _tell(self) -> None:
        key = self.secrecy.current() or "seats"
        words = translate(SECRECY[key])
        self.secret.setText(words[:1].upper() + words[1:] + ".")

    def take_focus(self) -> None:
        """Give the keyboard to the risks."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

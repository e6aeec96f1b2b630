"""The first step: whose session it is, what it is called, and in which money it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import packs
from app.dates import system_clock
from app.i18n import N_, UserError, translate
from ui.assistant.draft import Draft, spec_of
from ui.assistant.fields import CurrencyField, Labelled
from ui.assistant.step import Step
from ui.theme import Space, px
from ui.widgets import chips
from ui.widgets.chips import ChipLabel
from ui.widgets.inputs import TextField
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.segmented import SegmentedControl

#: What stands in the header of every document; the second is the usual one.
MARKS = (N_("Public"), N_("Internal"), N_("Confidential"), N_("Strictly confidential"))
_CURRENCY, _ASIDE = 208, 368


def local_currency() -> str:
    """Return the currency of the person's locale, the euro if it has none."""
    code = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if len(code) == 3 and code.isascii() and code.isalpha() else "EUR"


class AboutStep(Step):
    """Organisation, title, currency, revenue, the person's own name and the confidential mark."""

    TITLE = N_("Organisation")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.organisation, self.title = TextField(), TextField()
        self.currency, self.revenue = CurrencyField(draft.currency), TextField()
        self.facilitator = TextField()
        self.rows = self._labelled()
        self.mark = SegmentedControl(
            [(word, translate(word)) for word in MARKS], translate(N_("Confidential mark")), draft.confidentiality
        )
        self.money = _Money()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._form(), 1)
        across.addWidget(rule(upright=True))
        across.addWidget(self.money)
        self._connect()

    def _labelled(self) -> dict[str, Labelled]:
        every_document = translate(N_("Stands in the rail and on every document."))
        share = translate(N_("Optional. Shows beside each share of the financial scale what it is in money."))
        yours = translate(N_("Stands beside every change you make, and as facilitator on documents."))
        self.revenue.setPlaceholderText(translate(N_("such as 240 m")))
        return {
            "organisation": Labelled(translate(N_("Organisation")), self.organisation),
            "title": Labelled(translate(N_("Title of the session")), self.title, every_document),
            "currency": Labelled(translate(N_("Currency")), self.currency),
            "revenue": Labelled(translate(N_("Annual revenue")), self.revenue, share),
            "facilitator": Labelled(translate(N_("Your name")), self.facilitator, yours),
        }

    def _form(self) -> QWidget:
        money = QHBoxLayout()
        money.setSpacing(px(Space.l))
        money.addWidget(self.rows["currency"], 0, Qt.AlignmentFlag.AlignTop)
        money.addWidget(self.rows["revenue"], 1, Qt.AlignmentFlag.AlignTop)
        self.rows["currency"].setFixedWidth(px(_CURRENCY))
        mark = Labelled(translate(N_("Confidential mark")), self.mark, translate(spec_of("confidentiality").help))
        return box(
            column(
                self.rows["organisation"], self.rows["title"], money, self.rows["facilitator"], mark, None,
                gap=Space.l, margins=(Space.xxl, Space.xxl, Space.xxl, Space.l),
            )
        )  # fmt: skip

    def _connect(self) -> None:
        self.organisation.edited.connect(self._organisation_typed)
        self.title.edited.connect(self._title_typed)
        self.facilitator.edited.connect(lambda: self._take("facilitator", self.facilitator.text()))
        self.revenue.edited.connect(lambda: self._take("revenue", self.revenue.text()))
        self.revenue.settled.connect(self._word_revenue)
        self.currency.edited.connect(self._currency_typed)
        self.mark.chosen.connect(lambda word: self._take("confidentiality", word))

    # --- what is typed ---------------------------------------------------------------------------------------

    def _take(self, name: str, value: str) -> None:
        setattr(self.draft, name, value)
        self.money.show_shares(self.draft)
        self.changed.emit()

    def _organisation_typed(self) -> None:
        self._take("organisation", self.organisation.text())
        if not self.draft.title_typed:
            self.draft.title = self.draft.proposed_title(_today())
            self.title.setText(self.draft.title)
            self.rows["title"].tell("")

    def _title_typed(self) -> None:
        self.draft.title_typed = bool(self.title.text().strip())
        self._take("title", self.title.text())

    def _currency_typed(self) -> None:
        try:
            self._take("currency", self.currency.code())
        except UserError:
            self.changed.emit()

    def _word_revenue(self) -> None:
        """Show the amount as it was understood, such as ``240 000 000``."""
        cents = self.draft.known_revenue()
        if cents is not None:
            self.revenue.setText(spec_of("annual_revenue").format(cents))
            self.draft.revenue = self.revenue.text()

    # --- going on --------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Show the draft; the keyboard goes to the organisation."""
        draft = self.draft
        for field, text in (
            (self.organisation, draft.organisation), (self.title, draft.title), (self.revenue, draft.revenue),
            (self.facilitator, draft.facilitator),
        ):  # fmt: skip
            field.setText(text)
        self.money.show_shares(draft)
        self.organisation.setFocus(Qt.FocusReason.TabFocusReason)

    def complete(self) -> bool:
        """Check every field; the first that is wrong gets the keyboard."""
        draft = self.draft
        checks: dict[str, Callable[[], object]] = {
            "organisation": lambda: spec_of("organisation").check(draft.organisation),
            "title": lambda: spec_of("title").check(draft.title),
            "currency": self.currency.code,
            "revenue": draft.revenue_cents,
            "facilitator": lambda: spec_of("title").check(draft.facilitator or "–"),
        }
        wrong = [name for name, check in checks.items() if not self._passes(name, check)]
        if wrong:
            self.rows[wrong[0]].control.setFocus(Qt.FocusReason.TabFocusReason)
        return not wrong

    def _passes(self, name: str, check: Callable[[], object]) -> bool:
        try:
            check()
        except UserError as refused:
            self.rows[name].tell(str(refused))
            return False
        self.rows[name].tell("")
        return True


def _today() -> date:
    return system_clock().astimezone().date()


class _Money(QWidget):
    """What the shares of the financial scale are in money, as the revenue is typed."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "canvas")
        self.setFixedWidth(px(_ASIDE))
        self._words = [paragraph("", "text") for _ in range(5)]
        lines = []
        for level, words in enumerate(self._words, 1):
            line = row(gap=Space.m)
            line.addWidget(ChipLabel(chips.level(level)), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            lines.append(line)
        why = translate(N_("“Major” means the same to everybody when it has an amount. This is how loss is scored:"))
        after = translate(N_("All of this can be changed later, for as long as the session lives."))
        self.setLayout(
            column(
                heading(translate(N_("What a loss means here"))), paragraph(why), 4, *lines, None,
                hint(after, wrap=True), gap=Space.m, margins=(Space.xxl, Space.xxl, Space.xxl, Space.xl),
            )
        )  # fmt: skip

    def show_shares(self, draft: Draft) -> None:
        """Show the anchors with the amounts that the draft's revenue makes of them."""
        scales = draft.choice.read(draft.library)
        chosen = next((one for one in scales.categories if one.code == packs.FINANCIAL), scales.categories[0])
        told = packs.in_money(chosen, draft.known_revenue(), draft.currency)
        for words, anchor in zip(self._words, told.anchors, strict=True):
            words.setText(translate(anchor))

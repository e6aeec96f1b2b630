"""The second step: which scales the session begins with, with a picture of what each choice means."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import packs
from app.i18n import N_, plural, translate
from ui.assistant.draft import Draft, offered
from ui.assistant.fields import Option, Options
from ui.assistant.scale_preview import ScalePreview
from ui.assistant.step import Step
from ui.theme import Space, px
from ui.widgets.cards import scrolling
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, column, rule

_CHOICES = 304
#: When to take which of our own packs; a user's pack tells it in its own note.
_WHEN = {
    ("scales", "default"): N_("Seven kinds of harm, eight points in time"),
    ("likelihood", "default"): N_("From once in 30 years to yearly"),
    ("likelihood", "nist"): N_("For those who must report on it"),
    ("matrix", "default"): N_("Looked up, not multiplied"),
    ("matrix", "product"): N_("1–4, 5–9, 10–14, 15–25"),
    ("matrix", "nist"): N_("Five bands, very low to very high"),
}
_KINDS = (("scales", N_("Impact")), ("likelihood", N_("Likelihood")), ("matrix", N_("Risk matrix")))
_SHOWN = {"scales": "impact", "likelihood": "likelihood", "matrix": "matrix"}


class ScalesStep(Step):
    """A choice of packs at the left, what they mean at the right."""

    TITLE = N_("Scales")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.options: dict[str, Options] = {}
        self.preview = ScalePreview()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._choices())
        across.addWidget(rule(upright=True))
        across.addWidget(self.preview, 1)

    def _choices(self) -> QWidget:
        groups = []
        named = _named(self.draft)
        for kind, words in _KINDS:
            listed = [_option(kind, pack) for pack in offered(kind, self.draft.library)]
            chosen = self.options[kind] = Options(listed, translate(words), named[kind])
            chosen.chosen.connect(lambda key, kind=kind: self._choose(kind, key))
            groups.append(column(heading(translate(words)), chosen, gap=Space.xs))
        later = translate(N_("The session gets its own copy. All of it can be changed later, in Session and scales."))
        content = box(column(*groups, None, hint(later, wrap=True), self._faults(), gap=Space.l,
                             margins=(Space.l, Space.l, Space.l, Space.l)))  # fmt: skip
        area = scrolling(content, "surface")
        area.setFixedWidth(px(_CHOICES))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _faults(self) -> QWidget:
        """Tell which of the person's own packs were left out, and why in the tooltip."""
        faults = self.draft.library.faults
        words = plural(N_("{n} pack of yours cannot be used."), N_("{n} packs of yours cannot be used."), len(faults))
        told = hint(words, wrap=True, tone="warn")
        told.setToolTip("\n".join(map(str, faults)))
        told.setAccessibleDescription(" ".join(map(str, faults)))
        if not faults:
            told.hide()
        return told

    def _choose(self, kind: str, key: str) -> None:
        self.draft.choice = replace(self.draft.choice, **{kind: key})
        if kind == "scales":
            self._follow()
        self.preview.show_part(_SHOWN[kind])
        self._show()
        self.changed.emit()

    def _follow(self) -> None:
        """Take the likelihood and the matrix that the chosen scales name themselves."""
        self.draft.choice = replace(self.draft.choice, likelihood="", matrix="")
        for kind, key in _named(self.draft).items():
            if kind != "scales":
                self.options[kind].show_choice(key)

    def _show(self) -> None:
        draft = self.draft
        scales = draft.choice.read(draft.library)
        named = _named(draft)
        notes = {
            "impact": scales.note,
            "likelihood": draft.library.likelihood(named["likelihood"]).note,
            "matrix": draft.library.matrix(named["matrix"]).note,
        }
        self.preview.show_scales(scales, draft.known_revenue(), draft.currency, notes)

    def enter(self) -> None:
        """Show the scales with the money of the first step; the keyboard goes to the choice of impact."""
        self._show()
        self.options["scales"].setFocus(Qt.FocusReason.TabFocusReason)


def _named(draft: Draft) -> dict[str, str]:
    """Return the id of the chosen pack of each kind, those included that the scales name themselves."""
    written = next(pack.content for pack in draft.library.packs("scales") if pack.id == draft.choice.scales)
    return {
        "scales": draft.choice.scales,
        "likelihood": draft.choice.likelihood or written.likelihood,
        "matrix": draft.choice.matrix or written.matrix,
    }


def _option(kind: str, pack: packs.Pack) -> Option:
    known = _WHEN.get((kind, pack.id), "") if not pack.of_user else ""
    note = translate(known or getattr(pack.content, "note", ""))
    own = translate(N_("Your own pack, {file}"), file=pack.file) if pack.of_user else ""
    return Option(pack.id, translate(pack.title), own or note)

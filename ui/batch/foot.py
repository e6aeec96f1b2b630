"""The foot of the batch round: the keys of each step, and what its primary button does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app import batch_plan
from app.i18n import N_, plural, translate
from ui.batch.result import group_counts
from ui.batch.steps import DONE, RESULT, SET_UP, SILENT
from ui.run.foot import Key

if TYPE_CHECKING:
    from ui.pages.batch import BatchPage


def keys_of(page: BatchPage) -> list[Key]:
    """Return the keys of the step that is on."""
    step = page.round.step
    if step == SET_UP:
        return [_key("Space", N_("on or off"), page.set_up.toggle_current),
                _key("A", N_("all or none"), page.set_up.toggle_all),
                _key("P", N_("print ballots"), page.print_ballots)]  # fmt: skip
    if step == SILENT and page.silent.typing:
        levels = page.silent.sheet.marks.sheet.levels
        return [_key(f"1–{levels}", N_("mark")), _key("0", N_("abstain")), _key("⌫", N_("correct")),
                _key("↵", N_("file")), _key("↓", N_("next seat"))]  # fmt: skip
    if step == SILENT:
        return [_key("1–9", N_("seat")), _key("↵", N_("next sheet"), page.type_next),
                _key("R", N_("reveal"), page.reveal), _key("P", N_("print ballots"), page.print_ballots)]  # fmt: skip
    if step == RESULT:
        return [_key("↓", N_("next line")), _key("↵", N_("its round"), page.talk),
                _key("A", N_("accept agreed"), page.accept), _key("P", N_("park"), page.park)]  # fmt: skip
    return [_key("↓", N_("next line")), _key("↵", N_("its round"), page.talk),
            _key("N", N_("next round"), page.set_up_again)]  # fmt: skip


def _key(cap: str, words: str, act: Callable[[], object] | None = None) -> Key:
    return Key((cap,), translate(words), act, single=act is not None)


def primary_of(page: BatchPage) -> None:
    """Let the primary button say what it does, and rest while it cannot."""
    step, ready = page.round.step, page.console.writable
    if step == SET_UP:
        chosen = len(page.set_up.chosen())
        words = plural(N_("{n} risk on the sheet"), N_("{n} risks on the sheet"), chosen)
        _show(page, words, translate(N_("Open the round")), "↵", ready and chosen > 0)
    elif step == SILENT:
        words = "" if page.round.begun else translate(N_("A sheet first"))
        _show(page, words, translate(N_("Reveal")), "R", ready and page.round.begun)
    elif step == DONE:
        _show(page, "", translate(N_("Next round")), "N", ready)
    else:
        _show_result(page, ready=ready)


def _show_result(page: BatchPage, *, ready: bool) -> None:
    lines = page.round.batch.lines if page.round.batch is not None else ()
    waiting = next((one for one in lines if one.state in ("silent", "revealed") and not one.accepted), None)
    words = translate(N_("Next: {ref} {event}"), ref=waiting.ref, event=waiting.event) if waiting is not None else ""
    if group_counts(lines)["agreed"]:
        _show(page, words, batch_plan.accept_words(lines), "A", ready)
    else:
        _show(page, words, translate(N_("Talk about the line")), "↵", True)


def _show(page: BatchPage, following: str, words: str, cap: str, ready: bool) -> None:
    page.bar.primary.keys = (cap,)
    page.bar.show_next(following, words)
    page.bar.primary.setEnabled(ready)

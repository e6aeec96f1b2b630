"""The room: what is painted is legible and whole, nothing goes live by itself, and nothing private stays on a wall."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import batches, entities, meetings, polls, room
from app import model as m
from app.fields import MAX_NOTE, MAX_TEXT
from app.room import (
    Agenda,
    AgendaLine,
    Ballots,
    BatchRound,
    GridLine,
    GridView,
    Heat,
    HeatCell,
    Inject,
    Level,
    Line,
    Question,
    ReadBack,
    RoomView,
    Summary,
    SummaryLine,
    TalkLine,
)
from app.room import Result as Revealed
from app.session import new_session
from tests.ui.windows import window_on
from ui.bridge import Bridge
from ui.console import Console
from ui.room import faces, flow, heat_face, paint, scales, senders, theme
from ui.room.awake import Awake
from ui.room.choosing import RoomDialog
from ui.room.covers import Cover, Curtain
from ui.room.mirrors import Mirroring
from ui.room.monitor import RoomMonitor
from ui.room.notices import PrivacyButton, RoomBanner
from ui.room.outlet import Outlet
from ui.room.paint import page_count, pages_of, paint_room
from ui.room.pane import RoomPane
from ui.room.privacy import Privacy
from ui.room.screen import PREVIEW, RoomScreen
from ui.room.screens import Display, Displays, identity_of
from ui.room.speaking import words_of
from ui.room.stage import FOLLOW_MS, Stage
from ui.room.window import TITLE, RoomWindow
from ui.settings import Settings
from ui.theme import ROOM_LEVELS, contrast
from ui.widgets.feedback import Banner
from ui.widgets.labels import label

LEVELS = tuple(
    Level(number, word, anchor)
    for number, (word, anchor) in enumerate(
        (
            ("Negligible", "absorbed"),
            ("Minor", "overtime"),
            ("Moderate", "backlog of over a day"),
            ("Major", "other departments stop"),
            ("Severe", "organisation stops"),
        ),
        1,
    )
)
ASKED = {"topic": "t", "ref": "R-007", "about": "Impact, Operational", "round": "Round 1", "levels": LEVELS}
REFS = tuple(f"R-{n:03}" for n in range(1, 41))
MAPPED = {"likelihoods": LEVELS[:3], "impacts": LEVELS[:4], "foot": "Thick line: appetite."}


def heat_cells(*refs: str) -> tuple[tuple[HeatCell, ...], ...]:
    """Three likelihoods by four impacts with risks in one cell."""
    return tuple(
        tuple(
            HeatCell(min(5, row + at), f"Band {row + at}", row + at > 4, refs if (row, at) == (2, 3) else (), at)
            for at in range(1, 5)
        )
        for row in range(1, 4)
    )


VIEWS: dict[str, RoomView] = {
    "text": room.text_view("Welcome", "No real calls.\nBack at 10:30."),
    "clock": room.clock_view("Break"),
    "agenda": Agenda(
        topic="t",
        title="Workshop",
        lines=(AgendaLine("Welcome", "10 min", "done"), AgendaLine("Payroll", "since 10:20", "now")),
        foot="Ends about 11:50",
    ),
    "question": Question(
        topic="t",
        ref="SVC-006",
        about="Payroll",
        lead="Payroll stops.",
        question="Staff: how bad is it after 3 d?",
        levels=LEVELS,
        intolerable_from=4,
    ),
    "ballots": Ballots(**ASKED, lead="Both arrays hang on one pair.", question="How bad is it?", voted=7, seats=9),
    "result": Revealed(
        **ASKED,
        question="How bad is it?",
        counts=(0, 1, 2, 3, 2),
        median_halves=8,
        intolerable_from=4,
        verdict="Split across the line",
        spread="8 votes, from 2 to 5",
    ),
    "batch": BatchRound(
        topic="t",
        about="Likelihood",
        round="20 risks",
        question="How likely is each of these 20 risks?",
        levels=LEVELS,
        told="7 of 9 sheets are in",
        sheets=7,
        seats=9,
        foot="Score every risk silently, each for yourself.",
    ),
    "batch revealed": BatchRound(
        topic="t",
        about="Likelihood",
        round="20 risks",
        question="How likely is each of these 20 risks?",
        told="14 of 20 agreed",
        left="6 to talk about",
        lines=(
            TalkLine("R-009", "Cooling fails in the data hall", "Split across the line"),
            TalkLine("R-014", "The payroll vendor is out for a week", "Talk"),
        ),
        foot="Only these are talked about, the widest apart first.",
    ),
    "grid": GridView(
        topic="t",
        ref="SVC-006",
        title="Payroll",
        horizons=("1 h", "4 h", "8 h", "24 h"),
        lines=(GridLine("Financial", 4, (1, 1, 0, 0)), GridLine("Staff", 4, (1, 3, 4, 5))),
        words=tuple(level.word for level in LEVELS),
    ),
    "heat": Heat(topic="t", title="Ten of sixteen risks are above appetite", **MAPPED, cells=heat_cells("R-001")),
    "heat of many": Heat(topic="t", title="54 of 120 risks are above appetite", **MAPPED, cells=heat_cells(*REFS)),
    "heat moving": Heat(
        topic="t", title="Three risks are above appetite", **MAPPED, cells=heat_cells(*REFS[:3]), moving=True
    ),
    "summary": Summary(
        topic="t",
        ref="SVC-006",
        title="Payroll",
        owner="Chidi Umenta",
        lines=(SummaryLine("MTPD", "3 d", "Staff reaches level 4."), SummaryLine("WRT", "open")),
        needs="It stands on 3 services.",
        horizons=("1 h", "4 h"),
        rows=(GridLine("Staff", 4, (1, 4)),),
        words=tuple(level.word for level in LEVELS),
        foot="Is this right?",
    ),
    "inject": Inject(
        topic="t",
        exercise=True,
        public_title="Continuity exercise",
        style="mail",
        heading="E-mail",
        sender="Service desk",
        receiver="Recovery lead",
        text="We refuse all requests.\nUntil 17:00.",
        scenario_time="Tue 15:00",
    ),
    "read-back": ReadBack(
        topic="t", title="Workshop", decisions=(Line("RTO 8 h", "Mira"),), actions=(Line("Order", "Ada", "3 Jan 2027"),)
    ),
}

LONG = "The second switch of the pair carries it, Donaudampfschifffahrtsgesellschaft or not. "
ANY = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())


def painted(view: RoomView, wide: int = 1920, high: int = 1080, **how: object) -> QImage:
    """Paint a view into a picture."""
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_room(painter, view, QRectF(0, 0, wide, high), **how)  # type: ignore[arg-type]
    painter.end()
    return picture


# --- painting ---


@pytest.mark.parametrize(("ink", "ground"), theme.PAIRS)
def test_every_text_of_the_room_has_a_contrast_of_seven(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 7


def test_edges_and_dots_that_carry_meaning_have_a_contrast_of_three() -> None:
    assert min(contrast(theme.EDGE, theme.GROUND), contrast(theme.WARM, theme.WARM_GROUND)) >= 3


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, str]]:
    """Every line of text that is painted: its words, size and ink."""
    found: list[tuple[str, int, str]] = []
    real = flow.draw_line

    def draw_line(painter: QPainter, text: str, left: float, top: float, size: int, **how: object) -> None:
        found.append((text, size, str(how.get("ink") or theme.INK)))
        real(painter, text, left, top, size, **how)  # type: ignore[arg-type]

    for module in (faces, flow, heat_face, paint, scales):
        monkeypatch.setattr(module, "draw_line", draw_line)
    return found


@ANY
def test_no_text_is_smaller_than_38_and_every_ink_is_a_known_one(view: RoomView, drawn: list) -> None:
    known = {ink for ink, _ in theme.PAIRS}
    for page in range(page_count(view)):
        painted(view, page=page, clock="1:10")
    assert {size for _, size, _ in drawn} | {theme.META} >= {theme.META}
    assert min((size for _, size, _ in drawn), default=38) >= 38
    assert {ink for *_, ink in drawn} <= known


@ANY
def test_the_ground_is_light_whatever_the_windows_wear(view: RoomView) -> None:
    from ui.theme import theme as looks

    light = painted(view)
    looks().choose("dark")
    assert painted(view) == light
    assert light.pixelColor(4, 4) == QColor(theme.GROUND)


def test_levels_wear_the_rooms_own_colours() -> None:
    picture = painted(VIEWS["ballots"])
    seen = {picture.pixelColor(x, y).name() for x in range(100, 1900, 20) for y in range(300, 900, 20)}
    assert {level.fill.lower() for level in ROOM_LEVELS} <= seen


def test_the_exercise_mark_stands_on_every_page_of_an_exercise() -> None:
    for view in VIEWS.values():
        marked = replace(view, exercise=True)
        for page in range(page_count(marked)):
            corner = painted(marked, page=page).copy(0, 0, 400, 140)
            warm = sum(
                corner.pixelColor(x, y) == QColor(theme.WARM) for x in range(0, 400, 4) for y in range(0, 140, 4)
            )
            assert warm > 200, type(view).__name__
            assert painted(view).copy(0, 0, 400, 140) != corner or view.exercise


def test_a_blank_room_shows_nothing_but_its_ground() -> None:
    picture = painted(VIEWS["inject"], blank=True)
    assert {picture.pixelColor(x, y).name() for x in range(0, 1920, 40) for y in range(0, 1080, 40)} == {
        theme.BLANK.lower()
    }


@ANY
def test_a_thumbnail_and_a_wall_of_4k_break_the_same_pages(view: RoomView) -> None:
    large, small = painted(view, 3840, 2160), painted(view, 184, 104)
    assert large.scaled(64, 36).isNull() is False
    assert not small.isNull()
    assert pages_of(view, theme.WIDTH) is pages_of(view, theme.WIDTH)


def many(letters: int) -> str:
    """Return a long text of words that stand nowhere else, a few of them longer than a line."""
    found = ""
    while len(found) < letters:
        number = next(_numbers)
        found += f"w{number}w " if number % 40 else f"w{number}{'unbreakable' * 12} "
    return found.strip()


_numbers = itertools.count(100)


def stretched(view: RoomView) -> RoomView:
    """Put the longest texts wherever a person may have typed one."""
    wordy = tuple(Level(number, many(MAX_TEXT), many(MAX_TEXT)) for number in range(1, 6))
    anchored = tuple(replace(level, anchor=many(MAX_TEXT)) for level in LEVELS)
    changes: dict[type[RoomView], dict[str, object]] = {
        room.Text: {"title": many(MAX_TEXT), "text": many(MAX_NOTE)},
        room.Clock: {"title": many(MAX_TEXT)},
        Agenda: {
            "title": many(MAX_TEXT),
            "lines": tuple(AgendaLine(many(MAX_TEXT), "10 min", "next") for _ in range(30)),
        },
        Question: {"lead": many(MAX_TEXT), "question": many(MAX_TEXT), "levels": anchored},
        Ballots: {"lead": many(MAX_NOTE), "question": many(MAX_TEXT), "levels": wordy},
        BatchRound: {
            "question": many(MAX_TEXT),
            "levels": wordy if isinstance(view, BatchRound) and view.levels else (),
            "lines": tuple(
                TalkLine("R-001", many(MAX_TEXT), "Split across the line")
                for _ in range(0 if isinstance(view, BatchRound) and view.levels else 25)
            ),
        },
        Revealed: {"question": many(MAX_TEXT), "levels": anchored, "verdict": many(MAX_TEXT)},
        GridView: {
            "title": many(MAX_TEXT),
            "lines": tuple(GridLine(many(MAX_TEXT), 4, (1, 2, 3, 4)) for _ in range(9)),
            "horizons": tuple(many(60) for _ in range(4)),
            "words": tuple(many(MAX_TEXT) for _ in range(5)),
        },
        Heat: {
            "title": many(MAX_TEXT),
            "likelihoods": tuple(replace(level, anchor="") for level in wordy[:3]),
            "impacts": tuple(replace(level, anchor="") for level in wordy[:2]),
            "cells": tuple((HeatCell(3, many(MAX_TEXT), False), HeatCell(5, many(60), True)) for _ in range(3)),
        },
        Summary: {
            "title": many(MAX_TEXT),
            "lines": tuple(SummaryLine(many(MAX_TEXT), "3 d", many(MAX_NOTE)) for _ in range(4)),
            "rows": tuple(GridLine(many(MAX_TEXT), 4, (1, 2)) for _ in range(9)),
        },
        Inject: {
            "heading": many(MAX_TEXT),
            "sender": many(MAX_TEXT),
            "receiver": many(MAX_TEXT),
            "scenario_time": many(MAX_TEXT),
            "text": many(MAX_NOTE),
        },
        ReadBack: {
            "title": many(MAX_TEXT),
            "decisions": tuple(Line(many(MAX_NOTE), many(MAX_TEXT), "3 Jan 2027") for _ in range(4)),
        },
    }
    return replace(view, **changes[type(view)])  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [theme.NARROWEST, theme.WIDTH])
@ANY
def test_no_word_is_lost_however_long_the_text(view: RoomView, width: int, drawn: list) -> None:
    view = stretched(view)
    body = paint._body(view, width)
    for page in range(page_count(view, width)):
        painted(view, page=page, width=width)
        for placed in pages_of(view, width)[page]:
            assert placed.top + placed.block.height <= body.height() + 1
    shown = "".join("".join(text.split()) for text, *_ in drawn)
    wanted = {word for text in words_of(view) for word in re.findall(r"w\d+w", text)}
    assert len(wanted) > 40
    assert [word for word in wanted if word not in shown] == []


# --- stage ---


@dataclass
class FakeSource:
    """Displays that a test plugs in and out."""

    found: list[Display] = field(default_factory=list)
    answer: Mirroring = Mirroring.NO

    def displays(self) -> list[Display]:
        return list(self.found)

    def mirroring(self) -> Mirroring:
        return self.answer


class FakeKeeper:
    """Notes whether the machine is held awake."""

    def __init__(self) -> None:
        self.held = 0

    def hold(self) -> None:
        self.held += 1

    def release(self) -> None:
        self.held -= 1


class Moving:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 9, 15, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Hall:
    """A console with a stage in a hall with a laptop and, if plugged in, a projector (the only real screen here)."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.clock = Moving()
        path = folder / "session.foreshock"
        self.document = new_session(path, title="Programme", organisation="Quellmark", clock=self.clock, who="Tomasz")
        self.host = QWidget()
        qtbot.addWidget(self.host)
        self.bridge, self.settings = Bridge(self.document, self.host), Settings(folder / "settings")
        self.laptop = Display("maker|laptop|1|eDP-1", "Laptop (eDP-1)", (-1920, 0, 1920, 1200), 1, True)
        self.projector = Display(identity_of(QApplication.primaryScreen()), "NEC (HDMI-1)", (0, 0, 800, 800), 2)
        self.source, self.keeper = FakeSource([self.laptop]), FakeKeeper()
        self.displays = Displays(self.source, self.host)
        self.console = Console(self.document, self.bridge, self.settings, self.host)
        awake = Awake(self.keeper)
        self.stage = Stage(self.document, self.bridge, self.settings, self.console, screens=self.displays, awake=awake)
        self.privacy = Privacy(self.document, self.bridge, self.settings, self.console, screens=self.displays)
        self.console.__dict__.update(stage=self.stage, privacy=self.privacy)
        self.said: list[str] = []
        self.console.said.connect(lambda text, _undoable: self.said.append(text))

    @property
    def outlet(self) -> Outlet:
        return self.stage.outlet

    def plug(self) -> None:
        """Connect the projector beside the laptop."""
        self.source.found = [self.laptop, self.projector]
        self.displays.look()

    def unplug(self) -> None:
        """Pull the projector's cable."""
        self.source.found = [self.laptop]
        self.displays.look()

    def mirror(self, answer: Mirroring = Mirroring.YES) -> None:
        """Let the system say whether pictures are mirrored."""
        self.source.answer = answer
        self.displays.look()

    def close(self) -> None:
        self.outlet.close()
        self.bridge.close()
        self.document.close()


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    made = Hall(qtbot, tmp_path)
    yield made
    made.close()
    QApplication.processEvents()


def test_nothing_goes_live_before_it_is_sent(hall: Hall) -> None:
    hall.stage.show_preview(VIEWS["inject"])
    assert hall.stage.preview == VIEWS["inject"]
    assert hall.stage.seen.view == room.EMPTY
    hall.stage.send()
    assert hall.stage.seen.view == VIEWS["inject"]


def test_blank_hides_and_shows_again_and_a_send_ends_it(hall: Hall) -> None:
    hall.stage.show_preview(VIEWS["text"])
    hall.stage.send()
    hall.stage.blank()
    assert hall.stage.seen.blank
    assert hall.stage.seen.view == room.EMPTY
    hall.stage.blank()
    assert hall.stage.seen.view == VIEWS["text"]
    hall.stage.blank()
    hall.stage.send()
    assert not hall.stage.seen.blank


def test_a_frozen_room_keeps_what_it_sees_while_live_goes_on(hall: Hall) -> None:
    hall.stage.show_preview(VIEWS["agenda"])
    hall.stage.send()
    hall.stage.freeze()
    hall.stage.show_preview(VIEWS["inject"])
    hall.stage.send()
    assert hall.stage.seen.view == VIEWS["agenda"]
    assert hall.stage.live == VIEWS["inject"]
    hall.stage.freeze()
    assert hall.stage.seen.view == VIEWS["inject"]


def test_an_update_reaches_the_wall_only_if_it_is_about_the_same(hall: Hall) -> None:
    ballots = VIEWS["ballots"]
    hall.stage.show_preview(ballots)
    hall.stage.send()
    more = replace(ballots, voted=8)  # type: ignore[call-arg]
    hall.stage.update(more)
    assert (hall.stage.live, hall.stage.preview) == (more, more)
    other = replace(VIEWS["result"], topic="the result of it")
    hall.stage.update(other)
    assert (hall.stage.live, hall.stage.preview) == (more, other)


def test_a_live_grid_follows_an_edit_and_a_prepared_one_does_too(hall: Hall, qtbot: QtBot) -> None:
    key = entities.add(hall.document, m.Service, name="Order intake")
    senders.show_grid(hall.console, key)
    assert hall.said == ["Impact grid is in the preview; F8 shows it in the room."]
    hall.stage.send()
    entities.set_field(hall.document, m.Service, key, "name", "Order desk")
    qtbot.waitUntil(lambda: "Order desk" in words_of(hall.stage.live), timeout=FOLLOW_MS * 40)
    assert "Order desk" in words_of(hall.stage.preview)


def test_what_is_deleted_stays_as_it_was_seen(hall: Hall, qtbot: QtBot) -> None:
    key = entities.add(hall.document, m.Service, name="Order intake")
    senders.show_grid(hall.console, key, send=True)
    entities.delete(hall.document, key)
    qtbot.wait(FOLLOW_MS * 3)
    assert "Order intake" in words_of(hall.stage.live)


def test_ballots_count_by_themselves_and_the_reveal_does_not(hall: Hall, qtbot: QtBot) -> None:
    meeting = meetings.open_meeting(hall.document, "Workshop", seats=["Quality", "Finance", "IT"])
    seats = [seat.id for seat in meetings.seats(hall.document, meeting)]
    risk = entities.add(hall.document, m.Risk, event="Both nodes fail")
    poll = polls.open_poll(hall.document, risk, "likelihood", meeting=meeting)
    senders.show_ballots(hall.console, poll, send=True)
    polls.cast_all(hall.document, poll, list(zip(seats, (1, 3, 5), strict=True)))
    qtbot.waitUntil(lambda: getattr(hall.stage.live, "voted", 0) == 3, timeout=FOLLOW_MS * 40)
    polls.reveal(hall.document, poll)
    qtbot.wait(FOLLOW_MS * 3)
    assert isinstance(hall.stage.live, Ballots)
    senders.show_result(hall.console, poll)
    assert isinstance(hall.stage.live, Ballots)
    hall.stage.send()
    assert isinstance(hall.stage.live, Revealed)


def test_sheets_count_by_themselves_and_their_reveal_does_not_go_live(hall: Hall, qtbot: QtBot) -> None:
    meeting = meetings.open_meeting(hall.document, "Workshop", seats=["Quality", "Finance", "IT"])
    risks = [entities.add(hall.document, m.Risk, event=f"Event {n}") for n in range(3)]
    number = batches.open_batch(hall.document, risks, meeting=meeting)
    senders.show_batch(hall.console, number, send=True)
    for seat in meetings.seats(hall.document, meeting):
        batches.cast_sheet(hall.document, number, seat.id, [1, 3, 2 * seat.number - 1])
    qtbot.waitUntil(lambda: "3 of 3 sheets are in" in words_of(hall.stage.live), timeout=FOLLOW_MS * 40)
    batches.reveal_batch(hall.document, number)
    qtbot.waitUntil(lambda: "2 of 3 agreed" in words_of(hall.stage.preview), timeout=FOLLOW_MS * 40)
    assert "3 of 3 sheets are in" in words_of(hall.stage.live)
    hall.stage.send()
    assert "2 of 3 agreed" in words_of(hall.stage.live)
    batches.accept_agreed(hall.document, number)
    polls.drop(hall.document, batches.open_lines(hall.document, number)[0].poll)
    qtbot.waitUntil(lambda: "2 of 2 agreed" in words_of(hall.stage.live), timeout=FOLLOW_MS * 40)


@pytest.mark.parametrize("frozen", [False, True])
def test_a_risk_that_is_hidden_leaves_the_wall_at_once(hall: Hall, qtbot: QtBot, frozen: bool) -> None:
    risk = entities.add(hall.document, m.Risk, event="Both nodes fail")
    poll = polls.open_poll(hall.document, risk, "likelihood")
    senders.show_ballots(hall.console, poll, send=True)
    if frozen:
        hall.stage.freeze()
        hall.stage.show_preview(VIEWS["agenda"])
        hall.stage.send()
    assert "Both nodes fail." in words_of(hall.stage.seen.view)
    entities.set_field(hall.document, m.Risk, risk, "hidden", True)
    qtbot.waitUntil(lambda: hall.stage.seen.view == room.EMPTY, timeout=FOLLOW_MS * 40)
    assert hall.stage.live == (VIEWS["agenda"] if frozen else room.EMPTY)


def test_nothing_revealed_is_refused_in_a_sentence(hall: Hall) -> None:
    refused: list[str] = []
    hall.console.refused.connect(refused.append)
    risk = entities.add(hall.document, m.Risk, event="Both nodes fail")
    senders.show_result(hall.console, polls.open_poll(hall.document, risk, "likelihood"))
    assert refused == ["Nothing was revealed yet; the room sees the votes after the reveal."]
    assert hall.stage.preview == room.EMPTY


def test_pages_of_what_is_live_are_turned_to_their_ends(hall: Hall) -> None:
    hall.stage.show_preview(room.text_view("Long", LONG * 60))
    hall.stage.send()
    last = hall.stage.pages - 1
    assert last >= 1
    assert [hall.stage.turn(1) for _ in range(last + 1)] == [True] * last + [False]
    assert hall.stage.seen.page == last
    hall.stage.freeze()
    assert not hall.stage.turn(-1)


def test_an_agenda_opens_at_the_point_that_is_on(hall: Hall) -> None:
    lines = [AgendaLine(f"Point {n}", "10 min", "next") for n in range(40)]
    lines[30] = AgendaLine("Payroll", "since 10:20", "now")
    hall.stage.show_preview(Agenda(topic="t", title="Workshop", lines=tuple(lines)))
    assert hall.stage.next_seen.page > 0


def test_the_clock_counts_down_and_stays_at_nothing(hall: Hall) -> None:
    hall.stage.start_clock(70)
    assert hall.stage.clock_words() == "1:10"
    hall.clock.now += timedelta(seconds=11)
    assert hall.stage.clock_words() == "0:59"
    hall.clock.now += timedelta(hours=1)
    assert hall.stage.clock_words() == "0:00"
    hall.stage.stop_clock()
    assert hall.stage.clock_words() == ""


# --- the window ---


def confirmed(hall: Hall) -> RoomWindow:
    """Plug the projector in and confirm it."""
    hall.plug()
    assert hall.outlet.confirm(hall.projector)
    assert hall.outlet.window is not None
    return hall.outlet.window


def test_the_room_fills_its_display_under_a_fixed_title_and_keeps_the_machine_awake(hall: Hall) -> None:
    window = confirmed(hall)
    assert window.windowTitle() == TITLE == "Foreshock – Room"
    assert window.isFullScreen()
    assert window.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert hall.keeper.held == 1
    assert hall.stage.state == "empty"
    hall.outlet.close()
    assert hall.keeper.held == 0
    assert hall.stage.state == "off"


def test_sending_opens_the_room_where_it_was_confirmed_and_nowhere_else(hall: Hall) -> None:
    hall.stage.show_preview(VIEWS["text"])
    hall.plug()
    hall.stage.send()
    assert hall.outlet.window is None
    hall.displays.confirm(hall.projector.identity)
    hall.stage.send()
    assert hall.outlet.window is not None
    assert hall.stage.state == "live"


def test_the_window_paints_at_once_while_another_covers_it(hall: Hall, qtbot: QtBot) -> None:
    window = hall.outlet.rehearse()
    over = QWidget()
    qtbot.addWidget(over)
    over.setGeometry(window.geometry().adjusted(-20, -20, 20, 20))
    over.show()
    over.raise_()
    QApplication.processEvents()
    before = window.painted
    hall.stage.show_preview(VIEWS["text"])
    hall.stage.send()
    assert window.painted > before  # without going back to the event loop
    assert window.grab().toImage().pixelColor(4, 4) == QColor(theme.GROUND)


def test_pulling_the_cable_closes_the_room_and_covers_the_console(hall: Hall) -> None:
    hall.stage.show_preview(VIEWS["inject"])
    hall.stage.send()
    window = confirmed(hall)
    assert not hall.privacy.public_safe
    lost: list[str] = []
    hall.outlet.lost.connect(lost.append)
    hall.unplug()
    assert not window.isVisible()
    assert hall.outlet.window is None
    assert lost == ["NEC (HDMI-1)"]
    assert hall.privacy.public_safe
    assert "The room's display is gone" in hall.privacy.reason
    assert hall.keeper.held == 0


def test_a_display_that_comes_back_must_be_confirmed_again(hall: Hall) -> None:
    confirmed(hall)
    hall.unplug()
    hall.plug()
    assert hall.privacy.public_safe
    assert hall.outlet.window is None
    assert hall.outlet.remembered == hall.projector
    assert hall.outlet.confirm(hall.projector)
    assert not hall.privacy.public_safe


def test_a_window_that_the_system_moved_shows_its_blank_ground(hall: Hall) -> None:
    hall.stage.show_preview(VIEWS["text"])
    hall.stage.send()
    window = confirmed(hall)
    assert window.at_home
    window.identity = "another display"
    assert window.grab().toImage().pixelColor(4, 4) == QColor(theme.BLANK)


def test_mirroring_ends_the_room_on_its_own_display(hall: Hall) -> None:
    confirmed(hall)
    hall.mirror()
    assert hall.outlet.window is None
    assert hall.privacy.public_safe
    assert not hall.outlet.confirm(hall.projector)


@pytest.mark.parametrize("way", ["escape", "double click"])
def test_nobody_is_stuck_in_the_room(hall: Hall, way: str) -> None:
    window = confirmed(hall)
    hall.host.show()
    left: list[int] = []
    window.left.connect(lambda: left.append(1))
    if way == "escape":
        QTest.keyClick(window, Qt.Key.Key_Escape)
    else:
        QTest.mouseDClick(window, Qt.MouseButton.LeftButton)
    assert left == [1]
    assert window.isVisible()


def test_a_rehearsal_grows_by_a_double_click_and_shrinks_by_escape(hall: Hall) -> None:
    window = hall.outlet.rehearse()
    assert not window.isFullScreen()
    QTest.mouseDClick(window, Qt.MouseButton.LeftButton)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.isVisible()


def test_keys_in_the_room_blank_freeze_and_page_but_only_f8_sends(hall: Hall) -> None:
    window = hall.outlet.rehearse()
    hall.stage.show_preview(room.text_view("Long", LONG * 60))
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(window, key)
    assert hall.stage.live == room.EMPTY
    QTest.keyClick(window, Qt.Key.Key_F8)
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert hall.stage.seen.page == 1
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    QTest.keyClick(window, Qt.Key.Key_B)
    assert hall.stage.blanked
    QTest.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
    assert (hall.stage.blanked, hall.stage.frozen) == (False, True)


def test_a_narrow_projector_breaks_the_previews_as_it_breaks_itself(hall: Hall) -> None:
    window = hall.outlet.rehearse()
    window.resize(800, 600)
    QApplication.processEvents()
    assert hall.stage.width == 1440
    screen = RoomScreen(hall.stage, PREVIEW)
    assert screen.heightForWidth(400) == 300


# --- displays and privacy ---


def test_one_screen_without_a_meeting_hides_nothing(hall: Hall) -> None:
    assert not hall.privacy.public_safe
    assert hall.privacy.word == ""


def test_a_meeting_on_one_screen_is_public_safe_until_it_ends(hall: Hall) -> None:
    meeting = meetings.open_meeting(hall.document, "Workshop")
    assert hall.privacy.public_safe
    assert hall.privacy.word == "Public-safe"
    meetings.end_meeting(hall.document, meeting)
    assert not hall.privacy.public_safe


def test_a_second_display_is_not_trusted_before_it_is_confirmed(hall: Hall) -> None:
    hall.plug()
    assert hall.privacy.public_safe
    hall.displays.confirm(hall.projector.identity)
    assert not hall.privacy.public_safe
    assert hall.privacy.word == "Room on its own display"


def test_showing_anyway_lasts_until_the_reason_changes(hall: Hall) -> None:
    hall.plug()
    hall.privacy.show_anyway()
    assert not hall.privacy.public_safe
    assert hall.privacy.danger
    hall.mirror()
    assert hall.privacy.public_safe


def test_mirroring_is_stronger_than_a_confirmed_display(hall: Hall) -> None:
    confirmed(hall)
    hall.mirror()
    assert hall.privacy.reason == "The room sees this screen: it is mirrored."


def test_a_display_cannot_be_confirmed_while_it_is_alone_or_gone(hall: Hall) -> None:
    assert not hall.displays.confirm(hall.laptop.identity)
    hall.plug()
    assert not hall.displays.confirm("another")


def test_a_console_on_the_rooms_display_draws_its_curtain(hall: Hall) -> None:
    hall.host.resize(600, 400)
    hall.host.show()
    field_behind = QLineEdit(hall.host)
    field_behind.show()
    curtain = Curtain(hall.privacy, hall.host)
    hall.privacy.guard(hall.host)
    hall.plug()
    assert not curtain.isVisible()
    hall.displays.confirm(hall.projector.identity)  # the window stands on the only real screen
    assert curtain.isVisible()
    assert curtain.geometry() == hall.host.rect()
    QTest.keyClick(curtain, Qt.Key.Key_Tab)
    assert not field_behind.hasFocus()
    hall.host.resize(700, 500)
    QApplication.processEvents()
    assert curtain.geometry() == hall.host.rect()
    QTest.mouseClick(curtain.button, Qt.MouseButton.LeftButton)
    assert not curtain.isVisible()


# --- covers, banner, header ---


def test_a_cover_hides_its_widget_and_opens_by_a_key(hall: Hall, qtbot: QtBot) -> None:
    secret = QLineEdit("The plan of Legal contradicts itself")
    cover = Cover(hall.console, secret, "Findings")
    qtbot.addWidget(cover)
    cover.show()
    assert secret.isVisible()
    hall.plug()
    assert not secret.isVisible()
    assert cover.button.accessibleName() == "Show here: Findings"
    cover.button.setFocus()
    QTest.keyClick(cover.button, Qt.Key.Key_Return)
    assert secret.isVisible()
    assert cover.note.isVisible()
    hall.privacy.hide_again()
    assert not secret.isVisible()


def test_one_cover_opens_alone_and_all_open_together(hall: Hall, qtbot: QtBot) -> None:
    covers = [Cover(hall.console, label(text), text) for text in ("Findings", "Losses")]
    for cover in covers:
        qtbot.addWidget(cover)
    hall.plug()
    covers[0].open()
    assert [cover.covered for cover in covers] == [False, True]
    hall.privacy.show_anyway()
    assert [cover.covered for cover in covers] == [False, False]
    hall.privacy.hide_again()
    assert [cover.covered for cover in covers] == [True, True]


def test_covered_pixels_are_nowhere(hall: Hall, qtbot: QtBot) -> None:
    secret = label("█████ a text that must not be seen █████")
    cover = Cover(hall.console, secret, "Losses")
    qtbot.addWidget(cover)
    cover.resize(400, 160)
    cover.show()
    open_picture = cover.grab().toImage()
    hall.plug()
    QApplication.processEvents()
    covered = cover.grab().toImage()
    secret.setText("another text altogether")
    assert cover.grab().toImage() == covered != open_picture


def test_the_banner_says_why_and_offers_what_helps(hall: Hall, qtbot: QtBot) -> None:
    asked: list[str] = []
    hall.console.dialog_wanted.connect(lambda name, _argument: asked.append(name))
    banner = RoomBanner(hall.console)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    hall.plug()
    assert not banner.isHidden()
    assert isinstance(banner.banner, Banner)
    links = {made.text(): made for made in banner.banner.findChildren(QWidget) if hasattr(made, "click")}
    links["Displays…"].click()  # type: ignore[attr-defined]
    assert asked == ["room"]
    links["Show anyway"].click()  # type: ignore[attr-defined]
    assert not hall.privacy.public_safe


def test_a_meeting_alone_is_a_word_in_the_header_and_no_banner(hall: Hall, qtbot: QtBot) -> None:
    banner, button = RoomBanner(hall.console), PrivacyButton(hall.console)
    qtbot.addWidget(banner)
    qtbot.addWidget(button)
    assert button.isHidden()
    meetings.open_meeting(hall.document, "Workshop")
    assert banner.isHidden()
    assert not button.isHidden()
    button.click()
    assert button.text() == "Private parts shown"
    button.click()
    assert button.text() == "Public-safe"


# --- monitor, pane, dialog ---


def test_the_monitor_says_what_the_room_sees(hall: Hall, qtbot: QtBot) -> None:
    monitor = RoomMonitor(hall.console)
    qtbot.addWidget(monitor)
    monitor.show()
    assert (monitor.thumbnail.width(), monitor.thumbnail.height()) == (184, 104)
    chips = [monitor.chip.chip.text]
    hall.outlet.rehearse()
    chips.append(monitor.chip.chip.text)
    hall.stage.show_preview(VIEWS["inject"])
    hall.stage.send()
    chips.append(monitor.chip.chip.text)
    QTest.mouseClick(monitor.freeze, Qt.MouseButton.LeftButton)
    chips.append(monitor.chip.chip.text)
    QTest.keyClick(monitor, Qt.Key.Key_B)
    chips.append(monitor.chip.chip.text)
    assert chips == ["off", "on, empty", "LIVE", "frozen", "blank"]
    assert monitor.thumbnail.accessibleDescription() == "Blank"
    QTest.keyClick(monitor, Qt.Key.Key_B)
    assert "We refuse all requests" in monitor.thumbnail.accessibleDescription()


def test_the_pane_sends_by_its_button_and_shows_preview_or_live(hall: Hall, qtbot: QtBot) -> None:
    pane = RoomPane(hall.console)
    qtbot.addWidget(pane)
    pane.show()
    assert not pane.send.isEnabled()
    hall.stage.show_preview(room.text_view("Long", LONG * 60))
    assert pane.pager.isVisible()
    QTest.mouseClick(pane.send, Qt.MouseButton.LeftButton)
    assert hall.stage.live == hall.stage.preview
    assert pane.preview.isVisible()
    pane.show_which("live")
    assert (pane.preview.isVisible(), pane.live.isVisible()) == (False, True)
    QTest.keyClick(pane.live, Qt.Key.Key_PageDown)
    assert hall.stage.page == 1


def test_letters_typed_into_a_field_beside_the_pane_stay_in_it(hall: Hall, qtbot: QtBot) -> None:
    pane = RoomPane(hall.console)
    qtbot.addWidget(pane)
    typed = QLineEdit(pane)
    pane.show()
    QTest.keyClicks(typed, "bf.")
    assert typed.text() == "bf."
    assert not hall.stage.blanked
    assert not hall.stage.frozen
    QTest.keyClick(pane, Qt.Key.Key_F)
    assert hall.stage.frozen


def test_a_display_is_the_rooms_only_after_its_number_was_shown(hall: Hall, qtbot: QtBot) -> None:
    hall.plug()
    dialog = RoomDialog(hall.console, hall.host)
    qtbot.addWidget(dialog)
    dialog.show()
    confirm = dialog.buttons["confirm"]
    hall.displays.all = tuple(replace(one, identity=one.identity + "'") for one in hall.displays.all)
    hall.displays.changed.emit()
    dialog._choice.button(1).click()
    assert not confirm.isEnabled()
    assert confirm.toolTip() == "Show the numbers first"
    dialog.show_numbers.click()
    assert confirm.isEnabled()
    hall.displays.look()  # plugging anything makes the numbers worthless
    assert not confirm.isEnabled()


def test_the_consoles_own_display_cannot_be_the_rooms(hall: Hall, qtbot: QtBot) -> None:
    hall.plug()
    dialog = RoomDialog(hall.console, hall.host)  # the host stands on the only real screen, the projector
    qtbot.addWidget(dialog)
    dialog._choice.button(1).click()
    assert dialog.buttons["confirm"].toolTip() == "This window is on it; move it first"


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Mirroring.YES, "Not while displays are mirrored"), (Mirroring.UNKNOWN, "Show the numbers first")],
)
def test_the_dialog_tells_what_is_known_of_mirroring(hall: Hall, qtbot: QtBot, answer: Mirroring, words: str) -> None:
    hall.plug()
    hall.mirror(answer)
    dialog = RoomDialog(hall.console, hall.host)
    qtbot.addWidget(dialog)
    dialog._choice.button(0).click()
    assert dialog.buttons["confirm"].toolTip() == words
    assert not dialog._words.isHidden()


def test_the_number_of_a_display_is_large_and_says_nothing_of_the_session(hall: Hall) -> None:
    from ui.room.numbers import paint_number

    picture = QImage(800, 450, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_number(painter, hall.projector, QRectF(0, 0, 800, 450))
    painter.end()
    dark = sum(picture.pixelColor(x, y) == QColor(theme.INK) for x in range(300, 500, 5) for y in range(80, 320, 5))
    assert dark > 100


def test_the_monitor_sends_what_is_prepared_from_any_page(hall: Hall, qtbot: QtBot) -> None:
    monitor = RoomMonitor(hall.console)
    qtbot.addWidget(monitor)
    monitor.show()
    assert monitor.send.isHidden()
    hall.stage.show_preview(VIEWS["inject"])
    hall.stage.show_preview(room.text_view("Welcome"))
    assert monitor.send.text() == "Send Text"
    QTest.mouseClick(monitor.send, Qt.MouseButton.LeftButton)
    assert words_of(hall.stage.live) == ["Welcome"]
    assert monitor.send.isHidden()


def test_the_thumbnail_shows_the_preview_while_the_button_that_sends_it_is_chosen(hall: Hall, qtbot: QtBot) -> None:
    monitor = RoomMonitor(hall.console)
    qtbot.addWidget(monitor)
    hall.stage.show_preview(VIEWS["inject"])
    monitor.show()
    monitor.activateWindow()
    qtbot.waitUntil(monitor.isActiveWindow)
    monitor.send.setFocus(Qt.FocusReason.TabFocusReason)
    assert "We refuse all requests" in monitor.thumbnail.accessibleDescription()
    monitor.freeze.setFocus(Qt.FocusReason.TabFocusReason)
    assert monitor.thumbnail.accessibleDescription() == "Nothing"


def test_sending_into_a_room_that_nobody_sees_is_told(hall: Hall, qtbot: QtBot) -> None:
    monitor = RoomMonitor(hall.console)
    qtbot.addWidget(monitor)
    hall.stage.show_preview(VIEWS["inject"])
    hall.stage.send()
    assert hall.said[-1].startswith("Nothing shows the room yet")
    hall.outlet.rehearse()
    told = len(hall.said)
    hall.stage.send()
    assert len(hall.said) == told


# --- in the whole window ---


def test_f8_and_its_twins_work_while_somebody_types(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "session.foreshock"
    document = new_session(path, title="Programme", organisation="Quellmark", who="Tomasz")
    with window_on(document, tmp_path / "settings") as (window, page):
        stage = window.console.stage
        typed = QLineEdit(page)
        typed.show()
        window.activateWindow()
        typed.setFocus()
        stage.outlet.rehearse()
        stage.show_preview(VIEWS["inject"])
        QTest.keyClick(typed, Qt.Key.Key_F8)
        assert stage.live == VIEWS["inject"]
        QTest.keyClick(typed, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(typed, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(typed, "bf")
        assert (stage.blanked, stage.frozen, typed.text()) == (True, True, "bf")
        QTest.keyClick(window, Qt.Key.Key_B)
        assert not stage.blanked
    assert stage.outlet.window is None, "the room goes with its window"

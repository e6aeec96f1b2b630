"""Write a picture of every component in both schemes: ``python tests/ui/gallery.py FOLDER``.

For human eyes: compare with the targets. Nothing is asserted here except that everything can be drawn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gallery_charts
import gallery_tables
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QStyle, QStyleOptionButton, QWidget

from ui import theme
from ui.tables.table import Table
from ui.theme_style import paint_check, paint_ring
from ui.widgets import chips
from ui.widgets.buttons import Button, button, icon_button, link
from ui.widgets.cards import Card, EmptyState, Tile, Way, WhyPopover
from ui.widgets.chips import ChipLabel
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.feedback import Banner, Toast
from ui.widgets.header import FindingsButton, FootBar, HeaderBar, TimeBox, ToolBar, UndoButtons
from ui.widgets.inputs import ChoiceBox, NoteField, SearchField, TextField, set_state
from ui.widgets.labels import field_label, heading, hint, label, paragraph
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.meter import BusyPanel, ProgressLine, SegmentMeter
from ui.widgets.pickers import LevelPicker, YesNoField
from ui.widgets.rail import RailEntry, RailView
from ui.widgets.segmented import SegmentedControl

ANCHORS = [
    (1, "Negligible", "None"),
    (2, "Minor", "Annoyance"),
    (3, "Moderate", "Strain, overtime week"),
    (4, "Major", "Key staff sick or leaving"),
    (5, "Severe", "Mass unavailability"),
]


class Ringed(QWidget):
    """A control with the ring painted around it, as the keyboard would show it."""

    def __init__(self, control: QWidget) -> None:
        super().__init__()
        self._control = control
        self.setLayout(row(control, margins=(4, 4, 4, 4)))

    def paintEvent(self, event: object) -> None:  # noqa: N802
        painter = QPainter(self)
        paint_ring(painter, QRectF(self._control.geometry()))
        painter.end()


class Checks(QWidget):
    """The check box in its states."""

    def paintEvent(self, event: object) -> None:  # noqa: N802
        painter, option = QPainter(self), QStyleOptionButton()
        states = QStyle.StateFlag
        for at, state in enumerate((states.State_Off, states.State_On, states.State_NoChange)):
            option.rect = self.rect().adjusted(at * 28, 0, 0, 0)  # type: ignore[attr-defined]
            option.rect.setWidth(24)  # type: ignore[attr-defined]
            paint_check(painter, option.rect, state | states.State_Enabled)  # type: ignore[attr-defined]
        painter.end()


def captioned(caption: str, control: QWidget) -> QWidget:
    return box(column(hint(caption), control, None, gap=4))


def types() -> QWidget:
    text = " · RTO 4 h, 1:22 left"
    return box(
        column(
            label("28 / 36 semibold" + text, "metric"),
            label("20 / 28 semibold" + text, "title"),
            label("15 / 20 semibold" + text, "heading"),
            label("13 / 20 regular" + text),
            label("12 / 16 regular" + text, "hint"),
            gap=0,
        )
    )


def held(made: Button, *, down: bool = False, enabled: bool = True) -> Button:
    made.setDown(down)
    made.setEnabled(enabled)
    return made


def buttons() -> QWidget:
    first = row(
        captioned("default", button("Import", icon="file-input")),
        captioned("pressed", held(button("Import", icon="file-input"), down=True)),
        captioned("focus", Ringed(button("Import", icon="file-input"))),
        captioned("disabled", held(button("Import", icon="file-input"), enabled=False)),
        captioned("small", button("Import", size="small")),
        None,
    )
    second = row(
        captioned("primary", button("Approve BIA", icon="circle-check", variant="primary")),
        captioned("focus", Ringed(button("Approve BIA", icon="circle-check", variant="primary"))),
        captioned("quiet", button("Group: Tier", icon="group", variant="quiet")),
        captioned("to the room", button("Send to room", variant="danger", keys=("F8",))),
        captioned("release", button("Release", variant="live", keys=("F8",))),
        None,
    )
    checks = Checks()
    checks.setFixedSize(84, 24)
    third = row(
        button("New service", icon="plus", variant="primary", keys=("Ctrl", "N")),
        button("1 filter", icon="funnel", variant="active"),
        icon_button("panel-right-close", "Close"),
        SegmentedControl([("a", "Services"), ("b", "Components"), ("c", "Map")], "View", "a"),
        link("Show all"),
        checks,
    )
    return box(column(first, second, third))


def stated(field: TextField, text: str, state: str = "", suffix: str = "", tone: str = "text3") -> TextField:
    field.setText(text)
    field.set_suffix(suffix, tone)
    set_state(field, state)
    return field


def fields() -> QWidget:
    locked = TextField("Owner")
    locked.setText("Mira Okafor")
    locked.set_locked(True)
    off = TextField("RPO", "not asked yet")
    off.setEnabled(False)
    choice = ChoiceBox([("a", "Mira Okafor"), ("b", "Jonas Lindqvist")], "Owner")
    choice.show_entry("a", "")
    level = LevelPicker(lambda: ANCHORS, "Impact")
    level.show_entry(4, "")
    answer = YesNoField("Tested")
    answer.show_entry(True, "")
    note = NoteField("Reason")
    note.setText("Works council needs same day.\nLate salaries breach the law.")
    grid = QGridLayout()
    grid.setSpacing(12)
    cells: list[tuple[str, QWidget]] = [
        ("RTO", stated(TextField("RTO"), "8 h", suffix="proposed 8 h")),
        ("RTO, error", stated(TextField("RTO"), "3 d", "error")),
        ("MBCO, changed elsewhere", stated(TextField("MBCO"), "70 %", "stale", "now 60 %", "warn")),
        ("Owner, read-only", locked),
        ("RPO, disabled", off),
        ("Owner", choice),
        ("Impact", level),
        ("Tested", answer),
        ("Reason", note),
        ("Unknown", ChoiceBox([], "Nobody")),
        ("Search", SearchField("Search", "Search or run a command", ("Ctrl", "K"))),
    ]
    for at, (words, control) in enumerate(cells):
        grid.addWidget(box(column(field_label(words), control, None, gap=4)), at // 3, at % 3)
    return box(grid)


def all_chips() -> QWidget:
    bands = [
        ("low", "Low", "2×2"),
        ("moderate", "Moderate", "3×3"),
        ("high", "High", "3×4"),
        ("extreme", "Extreme", "4×5"),
    ]
    first = [ChipLabel(chips.band(key, word, product)) for key, word, product in bands]
    first += [ChipLabel(chips.level(number)) for number in range(1, 6)]
    second = [ChipLabel(chips.tier(number)) for number in range(5)]
    second += [ChipLabel(chips.severity(letter)) for letter in "EWI"]
    second += [ChipLabel(chips.outlined("Draft 1.3")), ChipLabel(chips.live()), ChipLabel(chips.badge(3))]
    words = [
        ("ok", "Approved"),
        ("warn", "Review due"),
        ("err", "2 errors"),
        ("none", "None"),
        ("due", "Due in 0:40"),
        ("info", "Estimate"),
    ]
    third = [ChipLabel(chips.status(kind, word)) for kind, word in words]
    return box(column(row(*first, None), row(*second, None), row(*third, None, gap=12)))


def feedback() -> QWidget:
    panel = WhyPopover(
        None,
        "Why 8 h?",
        ["Regulatory reaches 4 at 24 h, so MTPD is 24 h.", "Last tolerable horizon is 8 h. 24 h − 6 h WRT = 18 h."],
        "RTO = the smaller: 8 h.",
    )
    panel.setWindowFlags(Qt.WindowType.Widget)
    dialog = Dialog(
        None,
        "Send the call-out list to the room?",
        "It contains 9 phone numbers. The room shows what you send until you blank it.",
        [CANCEL, Verb("send", "Send", "primary", default=True)],
    )
    dialog.setWindowFlags(Qt.WindowType.Widget)
    busy = BusyPanel("Writing the register")
    busy.set_progress(0.4, "412 of 1,000 risks")
    return box(
        column(
            Toast("done", "RTO of Payroll set to 8 h", (("Undo", print),), ("Ctrl", "Z")),
            Toast(
                "error", "Not saved: the disk is full. Your last 3 edits are in memory.", (("Save elsewhere…", print),)
            ),
            Banner("locked", "Read-only: Jonas Lindqvist has this session open since 13:20.", (("Try again", print),)),
            dialog,
            panel,
            busy,
        )
    )


def bars() -> QWidget:
    header = HeaderBar("Services", "9 of 14 approved")
    undo = UndoButtons()
    undo.show_labels("set RTO of Payroll", None)
    time_box, findings = TimeBox(), FindingsButton()
    time_box.show_time("Risk scoring", "12:40 left", 0.6)
    findings.show_count(12, 5)
    search = SearchField("Search", "Search or run a command", ("Ctrl", "K"))
    search.setFixedWidth(264)
    header.add(undo, search, time_box, findings, side="right")
    tools = ToolBar()
    tools.add(
        button("New service", icon="plus", variant="primary", keys=("Ctrl", "N")), button("Import", icon="file-input")
    )
    tools.add(SegmentedControl([("a", "Services"), ("b", "Map")], "View", "a"), side="middle")
    tools.add(
        button("9 columns", icon="columns-3", variant="quiet"),
        button("1 filter", icon="funnel", variant="active"),
        side="right",
    )
    foot = FootBar()
    foot.count.setText("14 services, 1 selected")
    foot.set_keys([(("F2",), "edit"), (("Ctrl", "D"), "fill down"), (("Ctrl", "V"), "paste from Excel")])
    entries = [
        RailEntry("o", "layout-dashboard", "Overview"),
        RailEntry("org", "building-2", "Organisation", "18 people"),
        RailEntry("s", "layers", "Services", "9/14", 3),
        RailEntry("r", "shield-alert", "Risks", "12/16", 2),
        RailEntry("p", "book-open-check", "Plans", "7/11", 3),
        RailEntry("e", "timer", "Exercises", "5/7", 1),
        RailEntry("a", "list-checks", "Actions", "19 open", 2),
        RailEntry("rep", "file-output", "Reports"),
    ]
    rail = RailView(entries, "Places")
    rail.setFixedSize(208, 300)
    rail.set_current("s")
    tile = Tile("Plan coverage")
    tile.show_figure("63 %", "7 of 11", 7, 11, "critical services covered", "1 more is documented only")
    tile.setFixedWidth(224)
    card = Card("Do next", "3 of 7", link("Show all"))
    card.body.addWidget(
        paragraph("Two errors block it: Halden promises 24 h, Payroll needs 8 h; Friday’s peak allows 4 h.")
    )
    line = ProgressLine()
    line.set_value(0.2, 0.25)
    meter = SegmentMeter()
    meter.set_tones(["accent"] * 5 + ["err"] + ["accent"] * 4 + ["fill3"] + ["hair"] * 4)
    side = box(column(row(tile, None), card, line, meter, None))
    return box(column(header, tools, row(rail, side, None), foot, gap=0))


def empty() -> QWidget:
    name = TextField("Name", "Payroll")
    ways = [
        Way("Type the first one", name, "Enter adds the next. Ten are enough to begin."),
        Way(
            "Paste from Excel",
            button("Paste rows", icon="clipboard-paste", keys=("Ctrl", "V")),
            "First row as headings, any order.",
        ),
        Way("Import an export", button("Choose file…", icon="file-input"), "ServiceNow, NetBox, GLPI, iTop, CSV."),
    ]
    state = EmptyState(
        "layers",
        "Services come first",
        "A service is what people would miss: “Payroll”, not “server PAY-02”. "
        "Everything else hangs on this list: impact, targets, risks, plans.",
        ways,
        ["Identity and sign-on", "E-mail", "Payroll", "ERP"],
        print,
        "Or pick common ones:",
    )
    state.setMinimumSize(900, 420)
    return state


PICTURES: dict[str, Callable[[], QWidget]] = {"bars": bars, "empty": empty}


def components() -> QWidget:
    left = column(
        heading("Type"),
        types(),
        heading("Buttons"),
        buttons(),
        heading("Fields"),
        fields(),
        heading("Chips"),
        all_chips(),
        None,
    )
    right = column(heading("Messages"), feedback(), None)
    return box(row(left, rule(upright=True), right, gap=24, margins=(24, 24, 24, 24)))


PICTURES |= {"components": components, "table": gallery_tables.table, "form": gallery_tables.form}
PICTURES |= {
    "grid": gallery_charts.grid,
    "heat": gallery_charts.heat,
    "steps": gallery_charts.steps,
    "map": gallery_charts.dependencies,
}


def write(folder: Path) -> None:
    """Write every picture in both schemes."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        theme.theme().choose(scheme)
        for name, make in PICTURES.items():
            picture = make()
            ground(picture, "canvas")
            picture.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            picture.show()
            picture.adjustSize()
            QApplication.processEvents()
            for shown in picture.findChildren(Table):
                shown.edit_cell("SVC-006", "rto")
            picture.grab().save(str(folder / f"{name}-{scheme}.png"))
            picture.close()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    theme.install(app, "light", scale=1.0)
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"))

"""The commands of the window, one short method each; ``ui.shell.commands`` says their words and keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from app.i18n import N_, translate
from ui.shell.offers import Offers
from ui.shell.palette import Palette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.document import Document
    from ui.application import Application
    from ui.console import Console, Page
    from ui.meetings.catch_line import CatchLine
    from ui.settings import Settings
    from ui.widgets.feedback import Banner, ToastHost


class WindowVerbs(QMainWindow):
    """What a person can ask the window to do from anywhere. The window itself adds what these stand on."""

    document: Document
    application: Application
    settings: Settings
    console: Console
    toasts: ToastHost
    offers: Offers
    catch_line: CatchLine
    _nameless: Banner | None
    _recent_menu: QMenu

    def current_page(self) -> Page | None:
        """Return the page that is shown, also while it is covered."""
        raise NotImplementedError

    def go(self, key: str, selected: bytes | None = None) -> None:
        """Show a page; ``selected`` is brought into view there."""
        raise NotImplementedError

    def open_dialog(self, name: str, argument: object = None) -> None:
        """Open one of the dialogs of ``ui.dialogs.registry``."""
        from ui.dialogs import registry

        registry.open_dialog(name, self, argument)  # type: ignore[arg-type]

    # --- edits ---------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last edit back."""
        done = self.console.attempt(self.document.undo)
        if done is not None:
            self.toasts.show_toast(translate(N_("Undone: {what}"), what=done.label), "info")

    def redo(self) -> None:
        """Do again what was undone."""
        done = self.console.attempt(self.document.redo)
        if done is not None:
            self.toasts.show_toast(translate(N_("Done again: {what}"), what=done.label), "info")

    # --- meeting and room ----------------------------------------------------------------------------------

    def show_meeting(self) -> None:
        """Show the meeting that runs, or start one."""
        self.go("meeting")
        if not self.console.meeting.running and self.console.writable:
            self.open_dialog("start_meeting")

    def close_meeting(self) -> None:
        """Close the meeting that runs: holes, read back, documents, drafts."""
        if self.console.meeting.running:
            self.open_dialog("close_meeting")
        else:
            self.console.say(translate(N_("No meeting is running.")))

    def next_point(self) -> None:
        """End the point of the agenda that is on and begin the one after it."""
        self.console.meeting.begin_next()

    def catch_note(self) -> None:
        """Note what is said about what is on screen."""
        self.catch_line.catch("note")

    def catch_loose(self) -> None:
        """Note what is said about nothing that is on screen."""
        self.catch_line.catch("note", about=False)

    def catch_decision(self) -> None:
        """Note a decision."""
        self.catch_line.catch("decision")

    def catch_action(self) -> None:
        """Note an action; its owner and date stand at the end of the line."""
        self.catch_line.catch("action")

    def catch_parked(self) -> None:
        """Park a question for later."""
        self.catch_line.catch("parking lot")

    def catch_private(self) -> None:
        """Write a note that never leaves this file."""
        self.catch_line.catch("private note")

    def start_interview(self) -> None:
        """Plan interviews, or go on with one; what is chosen among the services comes first."""
        self.open_dialog("start_interview", self._chosen_service())

    def _chosen_service(self) -> bytes | None:
        from app.model import Service

        page = self.current_page()
        key = page.on_screen() if page is not None else None
        return key if key is not None and self.document.get(Service, key) is not None else None

    def make_questionnaires(self) -> None:
        """Make a questionnaire per owner, with drafts of the letters."""
        self.open_dialog("make_questionnaires")

    def take_questionnaire(self) -> None:
        """Compare a questionnaire that came back with the session."""
        self.open_dialog("take_questionnaire")

    def returned_forms(self) -> None:
        """List the questionnaires that came back."""
        self.open_dialog("returned_forms")

    def show_calibration(self) -> None:
        """Compare departments before anybody signs."""
        self.go("calibration")

    def score_risk(self) -> None:
        """Hold a scoring round about the risk on screen, or go on with the one that is open."""
        from ui.scoring.starting import start_on_screen

        page = self.current_page()
        start_on_screen(self.console, page.on_screen() if page is not None else None)

    def show_workshop(self) -> None:
        """Show the list for the room, with what is suggested for it."""
        self.go("workshop")

    def batch_round(self) -> None:
        """Show the batch round that is on, or set one up."""
        self.go("batch")

    def print_ballots(self) -> None:
        """Print ballots for the risks in the room."""
        self.open_dialog("export", ("ballots", ""))

    def print_forms(self) -> None:
        """Print everything that is asked, to go on by pen."""
        self.open_dialog("export", ("paper-forms", ""))

    def type_in_paper(self) -> None:
        """Type in what was written on paper forms."""
        self.go("paper")

    def room_send(self) -> None:
        """Show the preview in the room."""
        self.console.stage.send()

    def room_blank(self) -> None:
        """Show nothing in the room, or what was there again."""
        self.console.stage.blank()

    def room_freeze(self) -> None:
        """Keep what the room sees while work goes on, or let go of it."""
        self.console.stage.freeze()

    def room_display(self) -> None:
        """Say which display is the room's."""
        self.open_dialog("room")

    def room_rehearse(self) -> None:
        """Show the room in an ordinary window."""
        self.console.stage.outlet.rehearse()

    def privacy(self) -> None:
        """Show private parts although the room may see this window, or cover them again."""
        state = self.console.privacy
        state.hide_again() if state.shown_anyway else state.show_anyway()

    # --- looking -------------------------------------------------------------------------------------------

    def open_palette(self, typed: str = "") -> None:
        """Open the palette over commands, places, help and everything in the session."""
        self._palette = Palette(self, self.offers.entries(), typed)

    def show_findings(self) -> None:
        """Show everything the checks found."""
        self.go("findings")

    def show_history(self) -> None:
        """Show who changed what, when."""
        self.go("history")

    def set_checkpoint(self) -> None:
        """Name the state of the session as it is now."""
        self.go("history")
        self.current_page().ask_name()  # type: ignore[union-attr]

    def session_settings(self) -> None:
        """Show what the session is called and its scales."""
        self.go("settings")

    # --- files ---------------------------------------------------------------------------------------------

    def new_session(self) -> None:
        """Begin another session."""
        self.open_dialog("new")

    def open_session(self) -> None:
        """Choose a session file and open it."""
        self.open_dialog("open")

    def open_sample(self) -> None:
        """Open a fresh copy of the sample session."""
        self.application.open_sample()

    def save_copy(self) -> None:
        """Choose a place and copy the session there."""
        self.open_dialog("save_copy")

    def share_copy(self) -> None:
        """Write a copy for other people, without history, private notes and who cast which vote."""
        self.open_dialog("share_copy")

    def verify_session(self) -> None:
        """Look for damage in the file."""
        self.open_dialog("verify")

    def import_rows(self) -> None:
        """Take rows from a workbook or CSV file."""
        self.open_dialog("import")

    def take_register(self) -> None:
        """Compare a risk register that came back with the session."""
        self.open_dialog("take_register")

    def export_document(self) -> None:
        """Write a document."""
        self.open_dialog("export")

    def fill_recent(self) -> None:
        """List the files that were open lately in the menu."""
        self._recent_menu.clear()
        for entry in self.settings.recent():
            action = self._recent_menu.addAction(entry.title.replace("&", "&&"))
            action.setEnabled(not entry.missing)
            action.setToolTip(entry.path)
            action.triggered.connect(lambda _checked=False, path=entry.path: self.application.open(Path(path)))

    def close_session(self) -> None:
        """Close this session and go back to the start."""
        self.close()
        if not self.application.windows:
            self.application.show_start()

    def quit(self) -> None:
        """Close every window."""
        for window in list(self.application.windows):
            window.close()

    # --- the person ----------------------------------------------------------------------------------------

    def choose_name(self) -> None:
        """Ask for the name that stands beside every change."""
        self.open_dialog("name")
        if self.document.who and self._nameless is not None:
            self._nameless.hide()

    def show_glossary(self) -> None:
        """Show every term and what it means."""
        from ui.help import open_glossary

        open_glossary(self.console)

    def show_keys(self) -> None:
        """Show all keys."""
        self.open_dialog("keys")

    def about(self) -> None:
        """Tell what this is and under which licences."""
        self.open_dialog("about")

    def theme_system(self) -> None:
        """Follow the system's light or dark."""
        self._choose_theme("system")

    def theme_light(self) -> None:
        """Show light grounds."""
        self._choose_theme("light")

    def theme_dark(self) -> None:
        """Show dark grounds."""
        self._choose_theme("dark")

    def _choose_theme(self, choice: str) -> None:
        from ui import theme

        self.settings.theme = choice
        theme.theme().choose(choice)

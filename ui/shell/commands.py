"""Every command of the window: its words, its keys and its icon, in one table that menus, keys and palette read."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import N_


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` is the method of the window that carries it out; ``edits`` commands are off in a read-only window."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    menu: str = ""
    edits: bool = False
    needs_session: bool = True


SESSION, EDIT, MEETING = N_("Session"), N_("Edit"), N_("Meeting and room")
BIA, RISKS, VIEW, HELP = N_("Interviews"), N_("Risk workshop"), N_("View"), N_("Help")

COMMANDS = (
    Command("new_session", N_("New session…"), ("Ctrl+Shift+N",), "file-plus-corner", SESSION, needs_session=False),
    Command("open_session", N_("Open…"), ("Ctrl+O",), "folder-open", SESSION, needs_session=False),
    Command("open_sample", N_("Open the sample"), (), "compass", SESSION, needs_session=False),
    Command("share_copy", N_("Share a clean copy…"), (), "external-link", SESSION),
    Command("save_copy", N_("Save a copy…"), ("Ctrl+Shift+S",), "copy", SESSION),
    Command("verify_session", N_("Verify the file"), (), "shield", SESSION),
    Command("import_rows", N_("Import…"), ("Ctrl+I",), "file-input", SESSION, edits=True),
    Command("take_register", N_("Take back a risk register…"), (), "file-input", SESSION, edits=True),
    Command("export_document", N_("Export…"), ("Ctrl+E",), "file-output", SESSION),
    Command("session_settings", N_("Session and scales…"), (), "settings", SESSION),
    Command("close_session", N_("Close"), ("Ctrl+W",), "x", SESSION),
    Command("quit", N_("Quit"), ("Ctrl+Q",), "log-out", SESSION, needs_session=False),
    Command("undo", N_("Undo"), ("Ctrl+Z",), "undo-2", EDIT, edits=True),
    Command("redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2", EDIT, edits=True),
    Command("open_palette", N_("Search or run a command"), ("Ctrl+K",), "search", EDIT),
    Command("start_interview", N_("Interview…"), ("Ctrl+Shift+I",), "message-square-text", BIA, edits=True),
    Command("make_questionnaires", N_("Send questionnaires beforehand…"), (), "mail", BIA, edits=True),
    Command("take_questionnaire", N_("Take in a questionnaire…"), (), "file-input", BIA, edits=True),
    Command("returned_forms", N_("Questionnaires that came back"), (), "archive", BIA),
    Command("show_calibration", N_("Calibration: compare departments"), (), "scale", BIA),
    Command("show_workshop", N_("Risk workshop: what the room scores"), (), "list-checks", RISKS),
    Command("batch_round", N_("Batch round: everybody scores all risks"), (), "list-checks", RISKS),
    Command("score_risk", N_("Score a risk in the room"), ("Ctrl+Shift+R",), "vote", RISKS),
    Command("print_ballots", N_("Print ballots…"), (), "printer", RISKS),
    Command("show_meeting", N_("Start or show the meeting"), ("Ctrl+M",), "play", MEETING),
    Command("close_meeting", N_("Close the meeting…"), ("Ctrl+Shift+M",), "check", MEETING, edits=True),
    Command("next_point", N_("Next point of the agenda"), ("F9",), "timer", MEETING, edits=True),
    Command("catch_note", N_("Note on what is on screen"), ("F4",), "pencil", MEETING, edits=True),
    Command("catch_loose", N_("Loose note"), ("Alt+N",), "sticky-note", MEETING, edits=True),
    Command("catch_decision", N_("Note a decision"), ("Alt+D",), "gavel", MEETING, edits=True),
    Command("catch_action", N_("Note an action"), ("Alt+A",), "list-checks", MEETING, edits=True),
    Command("catch_parked", N_("Park a question"), ("Alt+K",), "circle-question-mark", MEETING, edits=True),
    Command("catch_private", N_("Private note"), ("Alt+P",), "lock", MEETING, edits=True),
    Command("print_forms", N_("Print forms to go on by pen…"), (), "printer", MEETING),
    Command("type_in_paper", N_("Type in paper forms"), (), "pen", MEETING, edits=True),
    Command("room_send", N_("Send preview to the room"), ("F8",), "cast", MEETING),
    Command("room_blank", N_("Blank the room"), ("Shift+F8",), "monitor-off", MEETING),
    Command("room_freeze", N_("Freeze the room"), ("Ctrl+F8",), "snowflake", MEETING),
    Command("room_display", N_("The room's display…"), (), "sliders-horizontal", MEETING),
    Command("room_rehearse", N_("Rehearse the room in a window"), (), "presentation", MEETING),
    Command("privacy", N_("Show or cover private parts"), (), "eye-off", MEETING),
    Command("show_findings", N_("Findings"), ("Ctrl+Shift+F",), "triangle-alert", VIEW),
    Command("show_history", N_("History"), ("Ctrl+H",), "history", VIEW),
    Command("set_checkpoint", N_("Set a checkpoint…"), (), "flag", EDIT, edits=True),
    Command("theme_system", N_("Look: as the system"), (), "monitor", VIEW, needs_session=False),
    Command("theme_light", N_("Look: light"), (), "sun", VIEW, needs_session=False),
    Command("theme_dark", N_("Look: dark"), (), "moon", VIEW, needs_session=False),
    Command("choose_name", N_("Your name…"), (), "user", VIEW, needs_session=False),
    Command("show_glossary", N_("Terms explained"), (), "book-open-check", HELP, needs_session=False),
    Command("show_keys", N_("All keys"), ("F1",), "keyboard", HELP, needs_session=False),
    Command("about", N_("About Foreshock"), (), "info", HELP, needs_session=False),
)

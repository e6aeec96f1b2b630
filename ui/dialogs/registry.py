"""The window's dialogs by name, loaded when they are opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Module and function of each dialog; the function takes the window and an argument that may be ``None``.
DIALOGS = {
    "new": "files:new_session",
    "open": "files:open_session",
    "save_copy": "files:save_copy",
    "share_copy": "share_copy:share_copy",
    "verify": "verify:verify_session",
    "import": "import_rows:import_rows",
    "export": "export_document:export_document",
    "name": "person:choose_name",
    "start_meeting": "start_meeting:start_meeting",
    "start_workshop": "start_workshop:start_workshop",
    "start_interview": "start_interview:start_interview",
    "make_questionnaires": "questionnaires:make_questionnaires",
    "take_questionnaire": "questionnaires:take_questionnaire",
    "take_register": "register_return:take_register",
    "returned_forms": "questionnaires:returned_forms",
    "close_meeting": "close_meeting:close_meeting",
    "keys": "keys:show_keys",
    "about": "about:show_about",
    "impact": "views:open_impact",
    "map": "views:open_map",
    "strategies": "views:open_strategies",
    "room": "room_display:choose_room_display",
}


def open_dialog(name: str, window: MainWindow, argument: object = None) -> None:
    """Open the dialog called ``name`` over ``window``."""
    module, function = DIALOGS[name].split(":")
    getattr(import_module(f"ui.dialogs.{module}"), function)(window, argument)

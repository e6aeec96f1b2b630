"""What the systems tell of displays, mirroring and sleep: read rightly, guarded where they do not answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ui.room import awake, mirrors
from ui.room.awake import Awake, DesktopKeeper, MacKeeper
from ui.room.mirrors import Mirroring, by_connectors, by_places, by_sources, connectors, windows_sources

ROOT = Path(__file__).resolve().parents[2]
LIT, DARK, AWAY = (
    {"status": "connected", "enabled": "enabled"},
    {"status": "connected", "enabled": "disabled"},
    {"status": "disconnected", "enabled": "disabled"},
)


# --- mirroring ---


@pytest.mark.parametrize(
    ("found", "screens", "answer"),
    [
        ([LIT, AWAY], 1, Mirroring.NO),
        ([LIT, LIT, AWAY], 1, Mirroring.YES),
        ([LIT, LIT], 2, Mirroring.NO),
        ([LIT, DARK], 1, Mirroring.NO),
        ([DARK, DARK], 1, Mirroring.UNKNOWN),
        ([], 1, Mirroring.UNKNOWN),
        ([LIT], 2, Mirroring.UNKNOWN),
    ],
)
def test_more_lit_connectors_than_screens_are_mirrored(
    found: list[dict[str, str]], screens: int, answer: Mirroring
) -> None:
    assert by_connectors(found, screens) is answer


def test_the_kernels_connectors_are_read_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    for name, words in (("card0-eDP-1", LIT), ("card0-HDMI-A-1", AWAY)):
        (tmp_path / name).mkdir()
        for file, text in words.items():
            (tmp_path / name / file).write_text(f"{text}\n")
    (tmp_path / "card0").mkdir()
    (tmp_path / "card0-broken-1").mkdir()
    assert connectors(tmp_path) == [AWAY, LIT]
    assert connectors(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("places", "answer"),
    [
        ([(1, (0, 0, 1920, 1080))], Mirroring.NO),
        ([(1, (0, 0, 1920, 1080)), (2, (1920, 0, 1920, 1080))], Mirroring.NO),
        ([(1, (0, 0, 1920, 1080)), (2, (0, 0, 1280, 720))], Mirroring.YES),
        ([(1, (0, 0, 1920, 1080)), (1, (0, 0, 1920, 1080))], Mirroring.YES),
        ([], Mirroring.UNKNOWN),
    ],
)
def test_two_outputs_at_one_place_are_mirrored(
    places: list[tuple[int, tuple[int, int, int, int]]], answer: Mirroring
) -> None:
    assert by_places(places) is answer


def test_windows_paths_from_one_source_are_mirrored() -> None:
    def path(low: int, high: int, source: int) -> bytes:
        words = low.to_bytes(4, "little") + high.to_bytes(4, "little", signed=True) + source.to_bytes(4, "little")
        return words.ljust(72, b"\xff")

    mirrored = windows_sources(path(7, -1, 0) + path(7, -1, 0), 2)
    assert mirrored == [(7, -1, 0), (7, -1, 0)]
    assert by_sources(mirrored) is Mirroring.YES
    assert by_sources(windows_sources(path(7, 0, 0) + path(7, 0, 1), 2)) is Mirroring.NO
    assert by_sources([]) is Mirroring.UNKNOWN


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_a_system_that_cannot_be_asked_is_unknown_and_never_fine(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(mirrors.sys, "platform", system)
    assert mirrors.system_mirroring("windows", 1) is Mirroring.UNKNOWN


def test_wayland_asks_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirrors, "connectors", lambda: [LIT, LIT])
    assert mirrors.system_mirroring("wayland", 1) is Mirroring.YES
    monkeypatch.setattr(mirrors, "connectors", list)
    assert mirrors.system_mirroring("wayland-egl", 1) is Mirroring.UNKNOWN


def test_x11_without_its_libraries_falls_back_to_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirrors.ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setattr(mirrors, "connectors", lambda: [LIT])
    assert mirrors.system_mirroring("xcb", 1) is Mirroring.NO


ASK_X11 = "from ui.room.mirrors import x11_outputs, by_places; p = x11_outputs(); print(p, by_places(p).value)"


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs a virtual X server")
def test_a_real_x_server_is_asked() -> None:
    told = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1280x720x24", sys.executable, "-c", ASK_X11],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert told.stdout.split()[-1] == "no"
    assert "(0, 0, 1280, 720)" in told.stdout


# --- two real screens, as Qt's off-screen platform makes them ---

TWO_SCREENS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from app.room import text_view
from app.session import new_session
from ui import theme
theme.install(app, "light", scale=1.0)
from ui.bridge import Bridge
from ui.room.awake import Awake
from ui.room.numbers import Numbers
from ui.room.privacy import Privacy
from ui.room.screens import displays
from ui.room.stage import Stage
from ui.settings import Settings

class Still:
    def hold(self): pass
    def release(self): pass

folder = Path(sys.argv[1])
document = new_session(folder / "s.foreshock", title="T", organisation="O")
host = QWidget(); host.setGeometry(20, 20, 400, 300); host.show()
bridge, settings = Bridge(document, host), Settings(folder)
stage = Stage(document, bridge, settings, host, awake=Awake(Still()))
privacy = Privacy(document, bridge, settings, host); privacy.guard(host)
laptop, hall = displays().all
assert (laptop.number, hall.number) == (1, 2), displays().all
assert laptop.geometry == (0, 0, 1280, 800) and hall.geometry == (1280, 0, 1024, 768)
assert laptop.identity != hall.identity
assert displays().of(host) == laptop
assert privacy.public_safe
numbers = Numbers(); numbers.show(displays().all, displays().of(host)); app.processEvents()
assert [w.geometry().getRect() for w in numbers.windows] == [hall.geometry]; numbers.hide()
assert stage.outlet.confirm(hall); app.processEvents()
window = stage.outlet.window
assert window.geometry().getRect() == hall.geometry, window.geometry()
assert window.screen().name() == hall.name and window.at_home
assert stage.width == 1440
assert not privacy.public_safe and not privacy.on_room_display
stage.show_preview(text_view("Welcome")); stage.send()
painted = window.painted
host.setGeometry(1300, 20, 400, 300); app.processEvents()
assert privacy.on_room_display
stage.outlet.close(); app.processEvents()
again = Settings(folder)
assert again.text("room/display") == hall.identity
print("well")
import os; os._exit(0)
"""


def test_the_room_opens_on_the_second_of_two_screens(tmp_path: Path) -> None:
    sharp = {"y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "eDP-1", "x": 0, "width": 1280, "height": 800, **sharp},
        {"name": "HDMI-1", "x": 1280, "width": 1024, "height": 768, **sharp},
    ]
    configuration = tmp_path / "screens.json"
    configuration.write_text(json.dumps({"synchronousWindowSystemEvents": True, "screens": screens}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={configuration}"}
    told = subprocess.run(
        [sys.executable, "-c", TWO_SCREENS, str(tmp_path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.stdout.strip().endswith("well"), told.stderr


# --- staying awake ---


class Broken:
    """A system that cannot be asked."""

    def hold(self) -> None:
        raise OSError("no such service")

    def release(self) -> None:
        raise RuntimeError("nothing to release")


def test_a_system_that_cannot_stay_awake_is_passed_over_in_silence() -> None:
    made = Awake(Broken())
    made.hold()
    made.release()
    assert not made.held


def test_holding_twice_is_released_once() -> None:
    calls: list[str] = []

    class Noting:
        def hold(self) -> None:
            calls.append("hold")

        def release(self) -> None:
            calls.append("release")

    made = Awake(Noting())
    for verb in (made.hold, made.hold, made.release, made.release):
        verb()
    assert calls == ["hold", "release"]


def test_each_system_has_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = []
    for system in ("win32", "darwin", "linux"):
        monkeypatch.setattr(awake.sys, "platform", system)
        ways.append(type(awake.system_keeper()).__name__)
    assert ways == ["WindowsKeeper", "MacKeeper", "DesktopKeeper"]


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX command stands in for caffeinate")
def test_the_command_that_keeps_a_mac_awake_ends_with_the_room() -> None:
    keeper = MacKeeper((sys.executable, "-c", "import time; time.sleep(60)"))
    keeper.hold()
    running = keeper._running
    assert running is not None
    assert running.poll() is None
    keeper.release()
    assert running.poll() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="D-Bus is asked on Linux")
def test_without_a_bus_nothing_happens_and_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, "unix:path=/nowhere/at/all")
    keeper = DesktopKeeper()
    keeper.hold()
    keeper.release()
    assert keeper._lock is None


#: A screen saver that says who holds it: it prints each request, and when the one who asked has left the bus.
SAVER = """
import sys
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection

@ClassInfo({"D-Bus Interface": "org.freedesktop.ScreenSaver"})
class Saver(QObject):
    @Slot(str, str, result="uint")
    def Inhibit(self, application, reason):
        print("inhibited by", application, "because", reason, flush=True)
        return 7

app = QCoreApplication([])
bus, saver = QDBusConnection.sessionBus(), Saver()
assert bus.registerObject("/org/freedesktop/ScreenSaver", saver, QDBusConnection.RegisterOption.ExportAllSlots)
assert bus.registerService("org.freedesktop.ScreenSaver")
print("ready", flush=True)
QTimer.singleShot(20000, app.quit)
app.exec()
"""
HOLDER = """
import subprocess, sys, time
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection
app = QCoreApplication([])
saver = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE, text=True)
assert saver.stdout.readline() == "ready\\n"
from ui.room.awake import DesktopKeeper
keeper, bus = DesktopKeeper(), QDBusConnection.sessionBus()
keeper.hold()
print(saver.stdout.readline().strip())
name = QDBusConnection("foreshock-room-saver").baseService()
print("held", bus.interface().isServiceRegistered(name).value())
keeper.release()
time.sleep(0.3)
print("held", bus.interface().isServiceRegistered(name).value())
saver.kill()
"""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="needs a session bus")
def test_a_screen_saver_is_asked_and_let_go_by_leaving_the_bus() -> None:
    told = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", HOLDER, SAVER],
        cwd=ROOT, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert told.stdout.splitlines() == [
        "inhibited by Foreshock because The room is shown",
        "held True",
        "held False",
    ], told.stderr

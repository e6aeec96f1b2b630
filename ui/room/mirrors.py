"""Whether two outputs of this machine show the same picture, asked of Linux, Windows or macOS without their tools.

Each question is guarded and answers ``UNKNOWN`` when the system does not tell. Serves ``ui.room.screens`` only.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any


class Mirroring(StrEnum):
    """Whether some outputs show the same picture."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def system_mirroring(platform: str, screens: int) -> Mirroring:
    """Ask the system; ``platform`` is Qt's name of it, ``screens`` how many Qt knows."""
    ask: Callable[[], Mirroring]
    if sys.platform == "win32":
        ask = _ask_windows
    elif sys.platform == "darwin":
        ask = _ask_macos
    elif platform == "xcb":
        ask = _first_known(_ask_x11, lambda: by_connectors(connectors(), screens))
    elif platform.startswith("wayland"):
        ask = _first_known(lambda: by_connectors(connectors(), screens))
    else:
        return Mirroring.NO if platform in ("offscreen", "minimal") else Mirroring.UNKNOWN
    with suppress(OSError, AttributeError, ValueError):
        return ask()
    return Mirroring.UNKNOWN


def _first_known(*asked: Callable[[], Mirroring]) -> Callable[[], Mirroring]:
    def ask() -> Mirroring:
        for one in asked:
            with suppress(OSError, AttributeError, ValueError):
                if (answer := one()) is not Mirroring.UNKNOWN:
                    return answer
        return Mirroring.UNKNOWN

    return ask


# --- Linux: the kernel's connectors, for every desktop ---

DRM = Path("/sys/class/drm")


def connectors(folder: Path = DRM) -> list[Mapping[str, str]]:
    """Return what the kernel says of each connector: ``status`` and ``enabled``."""
    found: list[Mapping[str, str]] = []
    for place in sorted(folder.glob("card*-*")):
        with suppress(OSError):
            words = {name: (place / name).read_text(encoding="ascii").strip() for name in ("status", "enabled")}
            found.append(words)
    return found


def by_connectors(found: Iterable[Mapping[str, str]], screens: int) -> Mirroring:
    """Tell mirroring by more lit connectors than screens; a driver that lights none tells nothing."""
    lit = sum(one["status"] == "connected" and one["enabled"] == "enabled" for one in found)
    if lit == 0 or lit < screens:
        return Mirroring.UNKNOWN
    return Mirroring.YES if lit > screens else Mirroring.NO


# --- X11: outputs and the part of the desktop that each shows ---

Place = tuple[int, int, int, int]


def by_places(places: Iterable[tuple[int, Place]]) -> Mirroring:
    """Tell mirroring by outputs with the controller that feeds them and its place: one of both twice is mirrored."""
    known = list(places)
    if not known:
        return Mirroring.UNKNOWN
    corners = {place[:2] for _, place in known}
    feeding = {controller for controller, _ in known}
    return Mirroring.YES if len(corners) < len(known) or len(feeding) < len(known) else Mirroring.NO


class _OutputInfo(ctypes.Structure):
    _fields_ = (
        ("timestamp", ctypes.c_ulong), ("crtc", ctypes.c_ulong), ("name", ctypes.c_char_p),
        ("nameLen", ctypes.c_int), ("mm_width", ctypes.c_ulong), ("mm_height", ctypes.c_ulong),
        ("connection", ctypes.c_ushort), ("subpixel_order", ctypes.c_ushort),
    )  # fmt: skip


class _CrtcInfo(ctypes.Structure):
    _fields_ = (
        ("timestamp", ctypes.c_ulong), ("x", ctypes.c_int), ("y", ctypes.c_int),
        ("width", ctypes.c_uint), ("height", ctypes.c_uint),
    )  # fmt: skip


class _Resources(ctypes.Structure):
    _fields_ = (
        ("timestamp", ctypes.c_ulong), ("configTimestamp", ctypes.c_ulong), ("ncrtc", ctypes.c_int),
        ("crtcs", ctypes.POINTER(ctypes.c_ulong)), ("noutput", ctypes.c_int),
        ("outputs", ctypes.POINTER(ctypes.c_ulong)),
    )  # fmt: skip


def _ask_x11() -> Mirroring:
    return by_places(x11_outputs())


def x11_outputs() -> list[tuple[int, Place]]:
    """Return controller and place of each lit output of the X display; raises ``OSError`` without the libraries."""
    x11, randr = _library("X11"), _library("Xrandr")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = (ctypes.c_void_p,)
    x11.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    opened = x11.XOpenDisplay(None)
    if not opened:
        raise OSError("no X display")
    try:
        return _outputs(randr, opened, x11.XDefaultRootWindow(opened))
    finally:
        x11.XCloseDisplay(opened)


def _library(name: str) -> Any:
    found = ctypes.util.find_library(name)
    if found is None:
        raise OSError(f"lib{name} is not there")
    return ctypes.CDLL(found)


def _outputs(randr: Any, opened: int, root: int) -> list[tuple[int, Place]]:
    for name, kind in (
        ("XRRGetScreenResourcesCurrent", _Resources), ("XRRGetOutputInfo", _OutputInfo), ("XRRGetCrtcInfo", _CrtcInfo),
    ):  # fmt: skip
        function = getattr(randr, name)
        function.restype = ctypes.POINTER(kind)
        two = (ctypes.c_void_p, ctypes.c_ulong)
        function.argtypes = two if kind is _Resources else (ctypes.c_void_p, ctypes.POINTER(_Resources), ctypes.c_ulong)
    for name in ("XRRFreeScreenResources", "XRRFreeOutputInfo", "XRRFreeCrtcInfo"):
        getattr(randr, name).argtypes = (ctypes.c_void_p,)
    resources = randr.XRRGetScreenResourcesCurrent(opened, root)
    if not resources:
        raise OSError("the X display has no RandR")
    try:
        numbers = [resources.contents.outputs[at] for at in range(resources.contents.noutput)]
        found = [_output(randr, opened, resources, number) for number in numbers]
    finally:
        randr.XRRFreeScreenResources(resources)
    return [one for one in found if one is not None]


def _output(randr: Any, opened: int, resources: Any, number: int) -> tuple[int, Place] | None:
    output = randr.XRRGetOutputInfo(opened, resources, number)
    if not output:
        return None
    controller, connected = output.contents.crtc, output.contents.connection == 0
    randr.XRRFreeOutputInfo(output)
    if not connected or not controller:
        return None
    info = randr.XRRGetCrtcInfo(opened, resources, controller)
    if not info:
        return None
    place = (info.contents.x, info.contents.y, info.contents.width, info.contents.height)
    randr.XRRFreeCrtcInfo(info)
    return controller, place


# --- Windows: active paths with one source ---


def by_sources(sources: Iterable[tuple[int, int, int]]) -> Mirroring:
    """Tell mirroring by active paths: two that begin at one source (adapter low, high, source) show one picture."""
    known = list(sources)
    if not known:
        return Mirroring.UNKNOWN
    return Mirroring.YES if len(set(known)) < len(known) else Mirroring.NO


#: Size of DISPLAYCONFIG_PATH_INFO and DISPLAYCONFIG_MODE_INFO in bytes; a path begins with adapter and source.
_PATH_BYTES, _MODE_BYTES, _ACTIVE_PATHS = 72, 64, 2


def _ask_windows() -> Mirroring:
    user32 = ctypes.windll.user32  # type: ignore[attr-defined]
    paths, modes = ctypes.c_uint32(), ctypes.c_uint32()
    if user32.GetDisplayConfigBufferSizes(_ACTIVE_PATHS, ctypes.byref(paths), ctypes.byref(modes)):
        return Mirroring.UNKNOWN
    path_bytes = (ctypes.c_ubyte * (_PATH_BYTES * max(1, paths.value)))()
    mode_bytes = (ctypes.c_ubyte * (_MODE_BYTES * max(1, modes.value)))()
    if user32.QueryDisplayConfig(_ACTIVE_PATHS, ctypes.byref(paths), path_bytes, ctypes.byref(modes), mode_bytes, None):
        return Mirroring.UNKNOWN
    return by_sources(windows_sources(bytes(path_bytes), paths.value))


def windows_sources(buffer: bytes, count: int) -> list[tuple[int, int, int]]:
    """Return adapter (low, high) and source of each path in what ``QueryDisplayConfig`` filled."""
    words = [buffer[at * _PATH_BYTES : at * _PATH_BYTES + 12] for at in range(count)]
    return [
        (
            int.from_bytes(one[0:4], "little"),
            int.from_bytes(one[4:8], "little", signed=True),
            int.from_bytes(one[8:12], "little"),
        )
        for one in words
    ]


# --- macOS: the mirror sets of Quartz ---


def _ask_macos() -> Mirroring:
    quartz = ctypes.CDLL("/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics")
    most = 16
    found, count = (ctypes.c_uint32 * most)(), ctypes.c_uint32()
    if quartz.CGGetOnlineDisplayList(most, found, ctypes.byref(count)):
        return Mirroring.UNKNOWN
    mirrored = any(quartz.CGDisplayIsInMirrorSet(found[at]) for at in range(count.value))
    return Mirroring.YES if mirrored else Mirroring.NO

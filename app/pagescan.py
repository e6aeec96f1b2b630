"""Reads records straight out of the pages of a damaged SQLite file, whatever its trees and its schema say.

Serves ``salvage``, which believes a record only if its digest confirms it. After "Database File Format" in SQLite's
documentation (sections 1.5 B-tree pages, 1.6 overflow pages, 2.1 record format).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Value = int | float | str | bytes | None

_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX = 0x0D, 0x0A, 0x02
_INTEGER_SIZES = (0, 1, 2, 3, 4, 6, 8)


def records(content: bytes, page_size: int) -> Iterator[tuple[int | None, tuple[Value, ...]]]:
    """Yield every readable record of a file as ``(rowid, values)``; ``rowid`` is ``None`` in an index.

    Text that is not UTF-8, and cells that make no sense, are left out.
    """
    for start in range(0, len(content) - 511, page_size):
        yield from _page_records(content, start, page_size)


def _page_records(content: bytes, start: int, page_size: int) -> Iterator[tuple[int | None, tuple[Value, ...]]]:
    header = start + (100 if start == 0 else 0)
    kind = content[header]
    if kind not in (_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX):
        return
    count = int.from_bytes(content[header + 3 : header + 5], "big")
    first = header + (12 if kind == _INNER_INDEX else 8)
    for cell in range(count):
        pointer = first + 2 * cell
        offset = int.from_bytes(content[pointer : pointer + 2], "big")
        if not 0 < offset < page_size:
            continue
        try:
            yield _cell(content, start + offset, kind, page_size)
        except (ValueError, IndexError, struct.error):
            continue


def _cell(content: bytes, at: int, kind: int, page_size: int) -> tuple[int | None, tuple[Value, ...]]:
    if kind == _INNER_INDEX:
        at += 4
    size, at = _varint(content, at)
    rowid = None
    if kind == _LEAF_TABLE:
        rowid, at = _varint(content, at)
    return rowid, _record(_payload(content, at, size, page_size, table=kind == _LEAF_TABLE))


def _payload(content: bytes, at: int, size: int, page_size: int, *, table: bool) -> bytes:
    largest = page_size - 35 if table else (page_size - 12) * 64 // 255 - 23
    smallest = (page_size - 12) * 32 // 255 - 23
    if size <= largest:
        return content[at : at + size]
    if size > len(content):
        raise ValueError("longer than the file")
    local = smallest + (size - smallest) % (page_size - 4)
    local = local if local <= largest else smallest
    payload = bytearray(content[at : at + local])
    following = int.from_bytes(content[at + local : at + local + 4], "big")
    while len(payload) < size:
        page = (following - 1) * page_size
        if page <= 0 or page >= len(content):
            raise ValueError("chain of pages is broken")
        payload += content[page + 4 : page + page_size][: size - len(payload)]
        following = int.from_bytes(content[page : page + 4], "big")
    return bytes(payload)


def _record(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    types = []
    while at < end:
        serial, at = _varint(payload, at)
        types.append(serial)
    if at != end:
        raise ValueError("header of a record is cut")
    values = []
    for serial in types:
        value, at = _value(payload, at, serial)
        values.append(value)
    if at != len(payload):
        raise ValueError("record has another length")
    return tuple(values)


def _value(payload: bytes, at: int, serial: int) -> tuple[Value, int]:
    if serial == 0:
        return None, at
    if serial in (8, 9):
        return serial - 8, at
    if serial == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if serial < 7:
        size = _INTEGER_SIZES[serial]
        return int.from_bytes(payload[at : at + size], "big", signed=True), at + size
    if serial < 12:
        raise ValueError("reserved type")
    size = (serial - 12) // 2
    part = payload[at : at + size]
    return (part.decode("utf-8") if serial % 2 else part), at + size


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = content[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    value = value << 8 | content[at + 8]
    return value - (1 << 64) if value >= 1 << 63 else value, at + 9

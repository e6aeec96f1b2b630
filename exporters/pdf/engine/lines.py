"""Breaks the words of a paragraph into lines: measures, wraps, cuts what is too long, keeps gaps, ticks and chips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from app.report import Align, Chip, Content, Gap, Inline, PageOf, Tick, Tone, Words
from exporters.pdf.engine.measures import MM, Type
from exporters.pdf.engine.typefaces import Face, legible, primary, reads_rightwards, stretches

_BREAKS = re.compile(r"(?<=[/\-–—_.@:;,])(?=\w)")
_PAGE_DIGITS = "00"


@dataclass(slots=True)
class Piece:
    """Something with a width on a line: a stretch of text in one typeface, or a gap, a tick, a chip, a page number."""

    inline: Inline
    text: str
    face: Face
    size: float
    tone: Tone
    width: float
    to: str = ""
    x: float = 0.0

    def joins(self, other: Piece) -> bool:
        """Return whether ``other`` can be painted in one go with this piece."""
        return (
            isinstance(self.inline, str | Words) and isinstance(other.inline, str | Words)
            and self.face is other.face and self.size == other.size and self.tone is other.tone and self.to == other.to
        )  # fmt: skip


@dataclass(slots=True)
class Line:
    """A line of pieces. ``slack`` is how much narrower than reserved its page numbers may turn out."""

    pieces: list[Piece]
    width: float
    leading: float
    baseline: float
    align: Align = "left"
    room: float = 0.0

    def start(self) -> float:
        """Return where the line begins in its room."""
        return {"left": 0.0, "centre": (self.room - self.width) / 2, "right": self.room - self.width}[self.align]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set: type, tone, weight, and where its lines stand."""

    type: Type
    tone: Tone = Tone.INK
    strong: bool = False
    align: Align = "left"
    max_lines: int | None = None


Word = list[Piece]


def break_lines(content: Content, setting: Setting, room: float) -> list[Line]:
    """Return the lines of ``content`` in ``room`` points; an empty content gives no line."""
    lines: list[list[Word]] = []
    for paragraph in _paragraphs(content, setting):
        lines.extend(_fill(paragraph, setting, room))
    cut = setting.max_lines is not None and len(lines) > setting.max_lines
    if cut:
        lines = lines[: setting.max_lines]
        lines[-1] = _with_ellipsis(lines[-1], setting, room)
    return [_line(words, setting, room) for words in lines]


def _paragraphs(content: Content, setting: Setting) -> Iterator[list[Word]]:
    """Yield the words between the line breaks; pieces without a blank between them make one word."""
    inlines: Iterable[Inline] = (content,) if isinstance(content, str) else content
    words: list[Word] = []
    open_word = False
    some = False
    for inline in inlines:
        some = True
        if not isinstance(inline, str | Words):
            piece = _special(inline, setting)
            if open_word:
                words[-1].append(piece)
            else:
                words.append([piece])
            open_word = True
            continue
        text = legible(inline if isinstance(inline, str) else inline.text)
        if not text:
            continue
        for number, stretch in enumerate(text.split("\n")):
            if number:
                yield words
                words, open_word = [], False
            for position, word in enumerate(stretch.split(" ")):
                if position:
                    open_word = False
                if word:
                    pieces = _pieces(word, inline, setting)
                    if open_word:
                        words[-1].extend(pieces)
                    else:
                        words.append(pieces)
                    open_word = True
    if words or (some and content not in ("", ("",))):
        yield words


def _pieces(word: str, inline: str | Words, setting: Setting) -> Word:
    strong, tone, size, to = setting.strong or setting.type.strong, setting.tone, setting.type.size, ""
    if isinstance(inline, Words):
        strong = strong if inline.strong is None else inline.strong
        tone, size, to = inline.tone or tone, inline.size or size, inline.to
    scale = size / 1000
    return [Piece(inline, text, face, size, tone, units * scale, to) for face, text, units in _measured(word, strong)]


@lru_cache(maxsize=20_000)
def _measured(word: str, strong: bool) -> tuple[tuple[Face, str, float], ...]:
    """Return the stretches of a word with their widths in thousandths of the size; most words come again and again."""
    if not reads_rightwards(word):
        word = word[::-1]
    return tuple((face, text, face.width(text, 1000)) for face, text in stretches(word, strong))


def _special(inline: PageOf | Gap | Tick | Chip, setting: Setting) -> Piece:
    size, tone = setting.type.size, setting.tone
    strong = setting.strong or setting.type.strong
    if isinstance(inline, PageOf):
        face = primary(strong if inline.strong is None else inline.strong)
        return Piece(inline, "", face, size, tone, face.width(_PAGE_DIGITS, size), inline.anchor)
    face = primary(strong)
    if isinstance(inline, Gap):
        return Piece(inline, "", face, size, tone, inline.width * MM)
    if isinstance(inline, Tick):
        return Piece(inline, "", face, size, tone, inline.size * MM)
    text = legible(inline.text).replace("\n", " ")
    width = sum(one.width(stretch, size) for one, stretch in stretches(text, strong))
    return Piece(inline, text, face, size, inline.tone, width + 3.2 * MM)


def _width(word: Word) -> float:
    return word[0].width if len(word) == 1 else sum(piece.width for piece in word)


def _blank(word: Word) -> float:
    last = word[-1]
    return last.face.widths[0x20] * last.size / 1000


def _fill(words: list[Word], setting: Setting, room: float) -> list[list[Word]]:
    if not words:
        return [[]]
    lines: list[list[Word]] = [[]]
    used = 0.0
    for whole in words:
        for word in _fitting(whole, room):
            width = _width(word)
            gap = _blank(lines[-1][-1]) if lines[-1] else 0.0
            if lines[-1] and used + gap + width > room + 0.01:
                lines.append([])
                used = gap = 0.0
            lines[-1].append(word)
            used += gap + width
    return lines


def _fitting(word: Word, room: float) -> list[Word]:
    """Return ``word``, or its parts where it is wider than the line: cut after punctuation if possible."""
    if _width(word) <= room + 0.01:
        return [word]
    parts: list[Word] = [[]]
    used = 0.0
    for piece in word:
        for part in _cut(piece, room):
            if parts[-1] and used + part.width > room:
                parts.append([])
                used = 0.0
            parts[-1].append(part)
            used += part.width
    return parts


def _cut(piece: Piece, room: float) -> list[Piece]:
    if not piece.text or isinstance(piece.inline, Chip):
        return [replace(piece, width=min(piece.width, room))]
    cut: list[Piece] = []
    for stretch in _BREAKS.split(piece.text):
        start = 0
        while start < len(stretch):
            end, width = start, 0.0
            while end < len(stretch):
                step = piece.face.widths[ord(stretch[end])] * piece.size / 1000
                if width + step > room and end > start:
                    break
                width, end = width + step, end + 1
            cut.append(replace(piece, text=stretch[start:end], width=width))
            start = end
    return cut


def _with_ellipsis(words: list[Word], setting: Setting, room: float) -> list[Word]:
    last = words[-1][-1] if words and words[-1] else None
    face = last.face if last is not None and ord("…") in last.face.widths else primary(setting.type.strong)
    size = last.size if last is not None else setting.type.size
    mark = Piece("…", "…", face, size, setting.tone, face.width("…", size))
    kept = list(words)
    while len(kept) > 1 and sum(map(_width, kept)) + sum(map(_blank, kept)) + mark.width > room:
        kept.pop()
    return [*kept[:-1], [*kept[-1], mark]] if kept else [[mark]]


def _in_reading_order(words: list[Word]) -> list[Word]:
    """Return the words with each run of right-to-left words turned around."""
    if all(piece.text.isascii() for word in words for piece in word):
        return words
    ordered: list[Word] = []
    run: list[Word] = []
    for word in words:
        if all(reads_rightwards(piece.text) for piece in word):
            ordered.extend(reversed(run))
            run = []
            ordered.append(word)
        else:
            run.append(word)
    return [*ordered, *reversed(run)]


def _line(words: list[Word], setting: Setting, room: float) -> Line:
    """Return a line of ``words``; pieces that can be painted in one go are joined where they stand."""
    pieces: list[Piece] = []
    x = 0.0
    for word in _in_reading_order(words):
        gap = _blank(pieces) if pieces else 0.0
        for piece in word:
            before = pieces[-1] if pieces else None
            if before is not None and before.joins(piece):
                before.text += " " + piece.text if gap else piece.text
                before.width += gap + piece.width
            else:
                if gap and before is not None and before.text and not isinstance(before.inline, Chip):
                    before.text += " "  # painted, so that whoever copies the text gets it
                piece.x = x + gap
                pieces.append(piece)
            x += gap + piece.width
            gap = 0.0
    return _set_line(pieces, x, setting, room)


def _set_line(pieces: list[Piece], width: float, setting: Setting, room: float) -> Line:
    largest = max((piece.size for piece in pieces), default=setting.type.size)
    leading = max(setting.type.leading, largest * setting.type.leading / setting.type.size)
    face = primary(strong=False)
    spare = leading - (face.ascent + face.descent) * largest
    return Line(pieces, width, leading, spare / 2 + face.ascent * largest, setting.align, room)

"""Writing scales down as a pack, in one file that any session can take over and any person can read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from app.packs.scale import Category, Likelihood, Matrix, Scales

_PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789"


def scales_pack(scales: Scales, title: str) -> str:
    """Return the text of a pack of the kind ``scales`` that carries its own likelihood and matrix.

    ``read_pack`` reads it back as the same scales. Texts are written as they are, never as anything else.
    """
    parts = [
        "# Scales of a session: kinds of harm, likelihood and matrix. Take them over on the page Settings.",
        "format = 1", 'kind = "scales"', f"id = {_text(_code(title))}", f"title = {_text(title)}",
    ]  # fmt: skip
    if scales.note:
        parts.append(f"note = {_text(scales.note)}")
    parts += ["levels = [", *(f"  {{ level = {one.level}, name = {_text(one.name)} }}," for one in scales.levels), "]"]
    parts += ["horizons = ["]
    parts += [f'  {{ after = "{one.minutes} min", label = {_text(one.label)} }},' for one in scales.horizons]
    parts += ["]", "tiers = [", *(_tier(one) for one in scales.tiers), "]"]
    parts += [line for one in scales.categories for line in _category(one)]
    parts += ["", "[likelihood]", "levels = [", *(_likelihood(one) for one in scales.likelihoods), "]"]
    return "\n".join([*parts, "", "[matrix]", *_matrix(scales.matrix)]) + "\n"


def _text(value: str) -> str:
    """Return a basic string of TOML; its escapes are those of JSON, but a delete character needs one more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(_text(one) for one in values) + "]"


def _code(title: str) -> str:
    """Return an identifier made of a title: small letters and digits, hyphens between."""
    letters = "".join(one if one in _PLAIN else "-" for one in title.casefold())
    return "-".join(part for part in letters.split("-") if part)[:40].rstrip("-") or "own"


def _tier(one: object) -> str:
    values = [f"number = {one.number}", f"name = {_text(one.name)}"]  # type: ignore[attr-defined]
    limits = (("rto_max", one.rto_max), ("rpo_guide", one.rpo_guide))  # type: ignore[attr-defined]
    values += [f'{name} = "{minutes} min"' for name, minutes in limits if minutes is not None]
    values += [f"{name} = {str(getattr(one, name)).lower()}" for name in ("critical", "assigned")]
    return f"  {{ {', '.join(values)} }},"


def _category(one: Category) -> list[str]:
    lines = ["", "[[categories]]", f"code = {_text(one.code)}", f"name = {_text(one.name)}"]
    lines.append(f"threshold = {one.threshold}")
    if one.appetite is not None:
        lines.append(f"appetite = {one.appetite}")
    return [*lines, f"anchors = {_texts(anchor or '-' for anchor in one.anchors)}"]


def _likelihood(one: Likelihood) -> str:
    values = [f"level = {one.level}"]
    values += [f"{name} = {_text(getattr(one, name) or '-')}" for name in ("name", "frequency", "chance")]
    values.append(f"rate = {one.rate!r}")
    if one.example:
        values.append(f"example = {_text(one.example)}")
    return f"  {{ {', '.join(values)} }},"


def _matrix(matrix: Matrix) -> list[str]:
    codes = {band.rank: f"{band.rank}" for band in matrix.bands}
    lines = [
        f"likelihood_{level} = {_texts(codes[rank] for rank in line)}" for level, line in enumerate(matrix.ranks, 1)
    ]
    lines.append("bands = [")
    for band in matrix.bands:
        values = [f"rank = {band.rank}", f"code = {_text(codes[band.rank])}", f"name = {_text(band.name)}"]
        values.append(f"within_appetite = {str(band.within_appetite).lower()}")
        values.append(f"response = {_text(band.response or '-')}")
        if band.executive:
            values.append("executive = true")
        if band.colour:
            values.append(f"colour = {band.colour}")
        lines.append(f"  {{ {', '.join(values)} }},")
    return [*lines, "]"]

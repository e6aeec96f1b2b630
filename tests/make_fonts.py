"""Make the typefaces in ``resources/fonts`` from Debian's packages fonts-inter-variable, fonts-dejavu-core.

Run ``python tests/make_fonts.py`` after installing both packages; the files come out the same every time.

- ``Inter-Regular.ttf``, ``Inter-SemiBold.ttf``: static cuts of weight 400 and 600 for the windows.
- ``InterPDF-*.ttf``: the same for documents. The PDF library knows no font features, so that the tabular
  figures (``tnum``) take the place of the ordinary ones in the character map, and layout tables are dropped.
- ``DejaVuSans*.ttf``: copied as they are, for the glyphs that Inter lacks.
- ``OFL.txt``, ``DejaVu.txt``: the licences, as the packages give them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parents[1] / "resources" / "fonts"
SYSTEM_FONTS = Path("/usr/share/fonts/truetype")
INTER = SYSTEM_FONTS / "inter-vf" / "Inter-roman.var.ttf"
DEJAVU = SYSTEM_FONTS / "dejavu"
INTER_COPYRIGHT = Path("/usr/share/doc/fonts-inter-variable/copyright")

WEIGHTS = {"Regular": 400, "SemiBold": 600}
FIXED_TIMESTAMP = 3_600_000_000  # seconds since 1904, so that two runs give the same bytes


def static_cut(weight: int) -> TTFont:
    """Return Inter pinned to one weight."""
    font = TTFont(INTER, recalcTimestamp=False)
    cut = instantiateVariableFont(font, {"wght": weight}, overlap=True)
    for leftover in ("STAT", "MVAR", "HVAR", "avar"):
        if leftover in cut:
            del cut[leftover]
    level_figures(cut)
    cut["OS/2"].usWeightClass = weight
    cut["head"].created = cut["head"].modified = FIXED_TIMESTAMP
    return cut


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font names of its own: family, style and PostScript name."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 7, 8, 9, 11, 13, 14)]
    legacy = family if style == "Regular" else f"{family} {style}"
    for number, text in {
        1: legacy, 2: "Regular", 3: f"{family}-{style}", 4: f"{family} {style}", 6: f"{family}-{style}",
        16: family, 17: style,
    }.items():  # fmt: skip
        names.setName(text, number, 3, 1, 0x409)


def tabular_figures(font: TTFont) -> dict[str, str]:
    """Return the single substitutions of the feature ``tnum``: glyph name to tabular glyph name."""
    layout = font["GSUB"].table
    wanted = {
        index
        for record in layout.FeatureList.FeatureRecord if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }  # fmt: skip
    substitutions: dict[str, str] = {}
    for index in wanted:
        for subtable in layout.LookupList.Lookup[index].SubTable:
            substitutions |= getattr(getattr(subtable, "ExtSubTable", subtable), "mapping", {})
    return substitutions


def level_figures(font: TTFont) -> None:
    """Give all tabular figures one width: in some weights the source has a 4 that is a hair narrower."""
    tabular = tabular_figures(font)
    digits = [tabular[font.getBestCmap()[code]] for code in range(ord("0"), ord("9") + 1)]
    width = max(font["hmtx"][glyph][0] for glyph in digits)
    for glyph in digits:
        font["hmtx"][glyph] = (width, font["hmtx"][glyph][1])


def make_tabular(font: TTFont) -> None:
    """Let the digits of the character map show the tabular glyphs, and drop what a PDF does not read."""
    tabular = tabular_figures(font)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = tabular.get(table.cmap[code], table.cmap[code])
    for unread in ("GSUB", "GPOS", "GDEF"):
        if unread in font:
            del font[unread]


def licence_section(copyright_file: Path, heading: str) -> str:
    """Return one licence out of a Debian copyright file as plain paragraphs."""
    text = copyright_file.read_text(encoding="utf-8")
    section = text.split(f"License: {heading}\n", 1)[1].split("\nLicense:", 1)[0]
    lines = [line[1:] if line.startswith(" ") else line for line in section.splitlines()]
    return "\n".join("" if line == "." else line for line in lines).strip() + "\n"


def write_licences() -> None:
    notice = (
        "Copyright 2016-2022 The Inter Project Authors (https://github.com/rsms/inter)\n\n"
        "Inter-Regular, Inter-SemiBold, InterPDF-Regular and InterPDF-SemiBold are static cuts of Inter.\n"
        "This Font Software is licensed under the SIL Open Font License, Version 1.1.\n\n"
        "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007\n\n"
    )
    ofl = licence_section(INTER_COPYRIGHT, "OFL-1.1")
    (TARGET / "OFL.txt").write_text(notice + ofl, encoding="utf-8")
    dejavu = TTFont(DEJAVU / "DejaVuSans.ttf")["name"]
    words = f"{dejavu.getDebugName(0)}\n\n{dejavu.getDebugName(13)}"
    (TARGET / "DejaVu.txt").write_text(words.replace("\r\n", "\n").strip() + "\n", encoding="utf-8")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for style, weight in WEIGHTS.items():
        cut = static_cut(weight)
        rename(cut, "Inter", style)
        cut.save(TARGET / f"Inter-{style}.ttf")
        make_tabular(cut)
        rename(cut, "InterPDF", style)
        cut.save(TARGET / f"InterPDF-{style}.ttf")
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        shutil.copyfile(DEJAVU / name, TARGET / name)
    write_licences()
    for path in sorted(TARGET.iterdir()):
        sys.stdout.write(f"{path.stat().st_size:>9}  {path.name}\n")


if __name__ == "__main__":
    main()

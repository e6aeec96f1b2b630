"""The layout engine: user text is text, tables and headings break well, fields and links are live."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pdf_reading import MM, bookmarks, fonts, form_fields, glyphs, links, said, texts

from app.report import (
    Block,
    Box,
    Cell,
    Column,
    Columns,
    Gap,
    Heading,
    Keep,
    NewPage,
    OnePage,
    PageOf,
    Paragraph,
    Part,
    Report,
    Row,
    Table,
    Tick,
    Tone,
    Words,
    named_apart,
)
from exporters.pdf.engine import Rendered, render

MADE = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
NASTY = (
    "<b>bold</b>", "R&D", "&amp;", "<img src=/etc/hostname>", "<a href='file:///etc/passwd'>x</a>", "<para>", "</para>",
    "=1+1", "{gap}", "%s", "(un)balanced (", ")", "\\n", "back\\slash", "100 %", "“quotes”", "−5 °C", "Łódź",
    "Øystein Brekkhus", "Nguyễn Thị Ánh", "T₀ → T₁ ≤ ½",
)  # fmt: skip


def made(*blocks: Block, **edges: str) -> Rendered:
    return render(Report("Paper", blocks, author="Ann Bell", made_at=MADE, **edges))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NASTY)
def test_user_text_prints_as_it_is(text: str) -> None:
    cell = Table((Column("Heading", 60), Column(text, 60)), (Row((text, Cell(text, strong=True))),))
    found = said(texts(made(Heading(text), Paragraph(text), cell, Box((Paragraph(text),))).content)[0])
    assert found.count(said(text)) >= 6


def test_a_title_with_markup_stands_in_bookmarks_and_properties_as_it_is() -> None:
    report = Report("<b>R&D</b> (1", (Heading("<b>R&D</b> (1"),), author="Łucja Ø", made_at=MADE)
    content = render(report).content
    assert bookmarks(content) == [(0, "<b>R&D</b> (1", 1)]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert (str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Author"])) == ("<b>R&D</b> (1", "Łucja Ø")


def test_no_character_becomes_a_black_box_or_disappears() -> None:
    found = said(
        texts(
            made(Paragraph("Fire 🔥, Hebrew שלום, Arabic سلام, Kanji 株, private \U000f0000, family 👨‍👩‍👧.")).content
        )[0]
    )
    assert "Fire [fire], Hebrew" in found
    assert "[man][woman][girl]" in found
    assert found.count("▯") == 2
    assert "\ufffd" not in found
    for letter in "שלוםسلام":
        assert letter in unicodedata.normalize("NFKC", found)


def test_hebrew_words_are_painted_from_right_to_left() -> None:
    boxes = {glyph.character: glyph.left for glyph in glyphs(made(Paragraph("שלום")).content)}
    assert boxes["ש"] > boxes["ל"] > boxes["ו"] > boxes["ם"]


def test_only_embedded_fonts_are_used() -> None:
    found = fonts(made(Heading("One"), Paragraph((Tick("a"), "Łódź ☃ ", Gap(20, "b")))).content)
    assert found
    assert all(found.values())
    assert {name.split("+")[-1] for name in found} <= {
        "InterPDF-Regular", "InterPDF-SemiBold", "DejaVuSans", "DejaVuSans-Bold",
    }  # fmt: skip


def test_properties_tell_nothing_of_the_machine_and_the_same_report_gives_the_same_bytes() -> None:
    report = Report("Paper", (Heading("One"), Paragraph("Text " * 500)), author="Ann", language="de", made_at=MADE)
    content = render(report).content
    assert content == render(report).content
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "de"
        assert str(pdf.docinfo["/Producer"]) == str(pdf.docinfo["/Creator"]) == "Foreshock"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260915090000")


def test_a_long_word_is_cut_and_stays_inside_the_margins() -> None:
    content = made(Paragraph("x" * 10_000), Table((Column("a", 8), Column("b", 160)), (Row(("y" * 300, "z" * 5_000)),)))
    boxes = glyphs(content.content)
    assert sum(glyph.character in "xyz" for glyph in boxes) == 15_300
    assert min(glyph.left for glyph in boxes) >= 22 * MM - 0.5
    assert max(glyph.right for glyph in boxes) <= (210 - 18) * MM + 0.5


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(30, 60):
        blocks = [Paragraph(f"Line {n}", after=0) for n in range(lines)]
        found = texts(made(*blocks, Heading("Headline", 2), Paragraph("first word " * 200)).content)
        page = next(text for text in found if "Headline" in text)
        assert "first word" in page.split("Headline")[1]


def test_a_table_repeats_its_heading_and_keeps_it_with_the_first_row() -> None:
    table = Table(
        (Column("Number", 40), Column("What", 130)), tuple(Row((f"row{n}", "word " * 30)) for n in range(120))
    )
    for lead in range(40, 52):
        found = texts(made(*(Paragraph("x", after=0) for _ in range(lead)), table).content)
        with_rows = [text for text in found if "row" in text]
        assert len(with_rows) > 3
        assert all("Number" in text for text in with_rows)
        assert all("row" in text for text in found if "Number" in text)


def test_a_row_never_splits_unless_it_is_taller_than_half_a_page() -> None:
    rows = tuple(Row((f"begin{n}", f"{'word ' * 90}end{n}")) for n in range(40))
    found = texts(made(Table((Column("No", 20), Column("What", 150)), rows)).content)
    whole = [said(text) + " " for text in found]
    for number in range(40):
        assert sum(f"begin{number} " in text and f"end{number} " in text for text in whole) == 1
    tall = made(Table((Column("No", 20), Column("What", 150)), (Row(("1", "word " * 3_000)),)))
    assert tall.pages > 2
    assert sum(text.count("word") for text in texts(tall.content)) == 3_000


def test_a_box_taller_than_a_page_goes_on_over_the_next() -> None:
    rendered = made(Box((Paragraph("word " * 4_000),)))
    assert rendered.pages > 3
    assert sum(text.count("word") for text in texts(rendered.content)) == 4_000


def test_what_is_kept_together_stays_on_one_page() -> None:
    for lead in (10, 30, 45):
        lines = [Paragraph(f"lead{n}", after=0) for n in range(lead)]
        kept = Keep(tuple(Paragraph(f"kept{n}") for n in range(20)))
        pages = [text for text in texts(made(*lines, kept).content) if "kept" in text]
        assert len(pages) == 1


def test_columns_taller_than_a_page_follow_each_other() -> None:
    rendered = made(Columns((Part(80, (Paragraph("left " * 2_000),)), Part(80, (Paragraph("right " * 2_000),)))))
    found = " ".join(texts(rendered.content))
    assert (found.count("left"), found.count("right")) == (2_000, 2_000)


def test_page_numbers_of_later_pages_are_right_and_live() -> None:
    blocks: list[Block] = [Paragraph(("See page ", PageOf("goal"), ", there."))]
    for _ in range(11):
        blocks += [NewPage(), Paragraph("between")]
    rendered = made(*blocks, NewPage(), Heading("Goal", 1, "goal"))
    assert rendered.pages == 13
    assert "See page 13, there." in said(texts(rendered.content)[0])
    assert "Page 1 of 13" in said(texts(rendered.content)[0])
    assert links(rendered.content) == [(1, 13)]
    assert bookmarks(rendered.content) == [(0, "Goal", 13)]


def test_a_link_to_nowhere_is_a_dash_and_no_link() -> None:
    rendered = made(Paragraph(("page ", PageOf("nowhere"), Words(" here", to="nowhere"))))
    assert "page –" in said(texts(rendered.content)[0])
    assert links(rendered.content) == []


def test_fields_have_names_of_their_own() -> None:
    rendered = made(Paragraph((Tick("done"), Tick("done"), Gap(30, "time"), Tick())))
    assert form_fields(rendered.content) == {"done": "/Btn", "done-2": "/Btn", "time": "/Tx"}


def test_one_page_takes_the_first_variant_that_fits_and_never_more_than_a_page() -> None:
    long, short = (Paragraph("long " * 3_000),), (Paragraph("short"),)
    assert "short" in texts(made(OnePage((long, short))).content)[0]
    cut = made(OnePage((long,), Tone.ACCENT), Paragraph("after"))
    assert cut.pages == 2
    assert "after" in texts(cut.content)[1]


def test_a_report_without_anything_is_one_empty_page() -> None:
    assert made().pages == 1
    assert made(Paragraph(""), Table((Column("a", 10),), ()), Heading("")).pages == 1


def test_two_papers_in_one_keep_their_links_apart() -> None:
    paper: tuple[Block, ...] = (
        NewPage(), Paragraph(("to ", PageOf("end"), Gap(20, "field"))), NewPage(), Heading("End", 1, "end"),
    )  # fmt: skip
    rendered = made(*named_apart(paper, "a."), *named_apart(paper, "b."))
    assert links(rendered.content) == [(1, 2), (3, 4)]
    assert set(form_fields(rendered.content)) == {"a.field", "b.field"}

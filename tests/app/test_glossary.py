"""The glossary knows every term of art that the window shows, and refuses to be half a glossary."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from app import glossary
from app import model as m
from app.fields import fields_of
from app.i18n import UserError
from app.metrics.headline import HEADLINE

ROOT = Path(__file__).parents[2]
#: Letters that are no term of the field: formats, units, currencies, programs, and words set in capitals.
PLAIN = frozenset(
    [
        "API", "COLUMN", "CPU", "CSV", "DNS", "EML", "ERP", "EUR", "EXERCISE", "FALSE", "GB", "GBP", "GLPI", "HR",
        "ID", "IDs", "INC", "IT", "JPEG", "JSON", "LIVE", "MB", "OK", "PDF", "PNG", "QUARTILE", "REF", "SMS", "SP",
        "TOML", "TRUE", "UAE", "US", "USD", "VERB", "VPN", "XLSX", "XML",
    ]
)  # fmt: skip
ABBREVIATION = re.compile(r"(?<![\w{.-])[A-Z][A-Z0-9]+s?(?![\w}-])")
CODES = re.compile(r"[A-Z]\d{2}|[OATF]\d")


def told(source: str) -> list[str]:
    """Every text for a person in a source: what is marked for translation."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    marked = [node for node in calls if getattr(node.func, "id", "") in ("N_", "plural")]
    return [a.value for call in marked for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def abbreviations(text: str) -> set[str]:
    """The abbreviations in a text that are no code of a rule, threat or objective."""
    return {word for word in ABBREVIATION.findall(text) if not CODES.fullmatch(word)}


def known(word: str) -> bool:
    """Whether the glossary has a word, also in the plural."""
    return any(glossary.for_words(form) is not None for form in (word, word.removesuffix("s")))


@pytest.mark.parametrize("layer", ["app", "ui", "exporters"])
def test_every_abbreviation_in_a_text_of_the_window_is_a_term(layer: str) -> None:
    texts = [text for path in (ROOT / layer).rglob("*.py") for text in told(path.read_text(encoding="utf-8"))]
    found = {word for text in texts for word in abbreviations(text)} - PLAIN
    assert len(texts) > 30
    assert sorted(word for word in found if not known(word)) == []


def test_the_search_sees_an_abbreviation_that_nobody_explains() -> None:
    assert abbreviations('N_("The {RTO} of QQQ and BIAs, D03")') == {"QQQ", "BIAs"}
    assert known("BIAs")
    assert not known("QQQ")


def test_every_field_label_that_is_an_abbreviation_leads_to_its_term() -> None:
    labels = {
        (model, name): field.label
        for model in m.Base.metadata.sorted_tables
        for name, field in fields_of(model).items()
        if ABBREVIATION.fullmatch(field.label)
    }
    assert len(labels) > 10
    lost = [f"{model.name}.{name}" for model, name in labels if glossary.for_field(model, name) is None]
    assert lost == [f"{model.name}.{name}" for (model, name), label in labels.items() if label in PLAIN]


@pytest.mark.parametrize(
    ("model", "name", "key"),
    [
        (m.Service, "rto", "rto"),
        (m.Service, "mbco_text", "mbco"),
        (m.Peak, "mtpd", "mtpd"),
        (m.Risk, "current_likelihood", "likelihood"),
        (m.Risk, "rate", "lambda"),
        (m.Component, "backup_copy_lag", "backup-interval"),
        (m.ServiceResult, "rpa", "rpa"),
    ],
)
def test_a_field_leads_to_its_term(model: type, name: str, key: str) -> None:
    found = glossary.for_field(model, name)
    assert found is not None
    assert found.key == key


def test_a_field_that_is_no_term_of_art_has_none() -> None:
    assert glossary.for_field(m.Person, "phone") is None
    assert glossary.for_field("person", "phone") is None
    assert glossary.for_words("First number") is None


@pytest.mark.parametrize(
    ("words", "key"),
    [("RTO", "rto"), ("rto", "rto"), ("MAO", "mtpd"), ("MTD", "mtpd"), ("L", "likelihood"), ("I", "impact"),
     ("Level", "risk-level"), ("Within appetite", "appetite"), ("Hot wash", "hot-wash"), ("λ", "lambda"),
     ("Single point of failure", "spof"), ("Recovery time objective", "rto"), ("Before controls", "inherent"),
     ("IQR", "iqr"), ("Parts", "plan-completeness"), ("1 of 2", None)],
)  # fmt: skip
def test_a_label_leads_to_its_term(words: str, key: str | None) -> None:
    found = glossary.for_words(words)
    assert (found.key if found is not None else None) == key


#: Every term of ``domain.md`` §1, and the terms of art that the issue names.
NEEDED = (
    [
        "MTPD", "MAO", "MTO", "MTD", "RTO", "WRT", "RPO", "MBCO", "RTC", "RTA", "RPA", "BIA", "SPOF", "MSEL", "AAR",
        "ALE", "PERT", "λ", "IQR",
    ],
    [
        "worst-case-loss", "dependency", "k-of-n", "tier", "appetite", "inherent", "current", "target", "likelihood",
        "consensus", "threshold-split", "agreement-a", "inject", "hot-wash", "invocation", "stand-down", "disaster",
        "latest-decision", "horizon", "intolerable", "waiver", "quartile", "checkpoint", "first-hour-card", "payback",
        "exercise", "timeline",
    ],
)  # fmt: skip


def test_the_terms_that_a_facilitator_is_asked_about_are_there() -> None:
    words, keys = NEEDED
    assert [word for word in words if glossary.for_words(word) is None] == []
    assert [key for key in keys if glossary.term(key) is None] == []


def test_each_figure_of_the_overview_is_a_term_by_its_id() -> None:
    ids = [make.__name__.replace("_", "-") for make in HEADLINE]
    assert [one for one in ids if glossary.term(one) is None] == []


def test_every_term_says_something_and_points_to_columns_that_exist() -> None:
    columns = {f"{table.name}.{name}" for table in m.Base.metadata.sorted_tables for name in fields_of(table)}
    for one in glossary.terms():
        assert one.meaning.endswith("."), one.key
        assert 20 < len(one.meaning) < 420, one.key
        assert not set(one.fields) - columns, one.key
    reached = {other for one in glossary.terms() for other in one.see}
    assert len(reached) > 60


def test_terms_stand_in_the_order_of_the_work() -> None:
    order = list(glossary.TOPICS)
    places = [order.index(one.topic) for one in glossary.terms()]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


GOOD = """
[[terms]]
key = "rto"
topic = "targets"
name = "Recovery time objective"
abbreviations = ["RTO"]
meaning = "When it must run again."
see = ["mtpd"]
[[terms]]
key = "mtpd"
topic = "targets"
name = "Maximum"
meaning = "How long it may be gone."
fields = ["service.mtpd"]
"""


def test_a_sound_glossary_is_read() -> None:
    found = glossary.read_terms("g.toml", GOOD.encode())
    assert [one.title for one in found] == ["RTO · Recovery time objective", "Maximum"]


@pytest.mark.parametrize(
    ("spoil", "with_", "told"),
    [
        ('key = "mtpd"', 'key = "rto"', "occurs twice"),
        ('see = ["mtpd"]', 'see = ["mttr"]', "names mttr"),
        ('see = ["mtpd"]', 'see = ["rto"]', "names rto"),
        ('topic = "targets"\nname = "Max', 'topic = "magic"\nname = "Max', "must be one of"),
        ('meaning = "How long it may be gone."', "", "meaning"),
        ('fields = ["service.mtpd"]', 'colour = "red"', "colour"),
        ('fields = ["service.mtpd"]', 'abbreviations = ["RTO"]', "occurs twice"),
        ('fields = ["service.mtpd"]', 'picture = "cat"', "must be one of"),
    ],
)
def test_a_faulty_glossary_is_refused_naming_the_place(spoil: str, with_: str, told: str) -> None:
    assert spoil in GOOD
    with pytest.raises(UserError, match=told):
        glossary.read_terms("g.toml", GOOD.replace(spoil, with_, 1).encode())


def test_the_file_is_ours_to_translate() -> None:
    raw = tomllib.loads((resources.files("resources") / "help" / "glossary.toml").read_text(encoding="utf-8"))
    texts = [one[name] for one in raw["terms"] for name in ("name", "meaning", "unit", "holds") if one.get(name)]
    assert [text for text in texts if "{" in text or text != text.strip()] == []
    assert not re.search(r"\[S\d+\]|\[D\]", " ".join(texts))

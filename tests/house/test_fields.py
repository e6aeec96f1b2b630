"""Every column is a field, and what people type becomes what is stored and is shown back."""

from __future__ import annotations

from datetime import date

import pytest

from app import model
from app.durations import BEYOND, format_duration, parse_duration
from app.fields import Field, Kind, fields_of
from app.i18n import UserError


@pytest.mark.parametrize("table", model.Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_has_a_field_with_a_label(table: object) -> None:
    fields = fields_of(table)
    for column in table.columns:  # type: ignore[attr-defined]
        if column.name != "entity_kind":
            assert fields[column.name].label, f"{column} has no label"


@pytest.mark.parametrize("table", model.Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_a_reference_names_the_table_it_points_at(table: object) -> None:
    for column in table.columns:  # type: ignore[attr-defined]
        spec = column.info["field"]
        if spec.kind is Kind.REFERENCE:
            assert {key.column.table.name for key in column.foreign_keys} == {spec.to}


@pytest.mark.parametrize(
    ("typed", "minutes", "shown"),
    [
        ("4h", 240, "4 h"),
        ("90 min", 90, "1 h 30"),
        ("2d", 2880, "2 d"),
        ("1w", 10080, "1 w"),
        ("1 h 30", 90, "1 h 30"),
        ("24h", 1440, "24 h"),
        ("1 d 5 h", 1740, "29 h"),
        ("50 h", 3000, "2 d 2 h"),
        ("0.5h", 30, "30 min"),
        ("4:05", 245, "4 h 05"),
        ("beyond", BEYOND, "> 1 month"),
        ("0 min", 0, "0 min"),
    ],
)
def test_durations_are_understood_and_shown_back(typed: str, minutes: int, shown: str) -> None:
    assert parse_duration(typed) == minutes
    assert format_duration(minutes) == shown
    assert parse_duration(shown) == minutes


@pytest.mark.parametrize("typed", ["4 apples", "", "-3h", "h", "1 h 30 d 2", "99999999999999999999d", "1.3 min"])
def test_what_is_no_duration_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(UserError, match="Write for example"):
        parse_duration(typed)


@pytest.mark.parametrize(
    ("spec", "typed", "stored"),
    [
        (Field(Kind.PERCENT, "MBCO", maximum=100), "70 %", 70),
        (Field(Kind.MONEY, "Loss"), "EUR 2.6m", 260_000_000),
        (Field(Kind.MONEY, "Loss"), "45 k", 4_500_000),
        (Field(Kind.MONEY, "Loss"), "1.234,50", 123_450),
        (Field(Kind.DATE, "Due"), "15.9.2026", date(2026, 9, 15)),
        (Field(Kind.DATE, "Due"), "9/15/2026", date(2026, 9, 15)),
        (Field(Kind.DATE, "Due"), "15 September 2026", date(2026, 9, 15)),
        (Field(Kind.LEVEL, "L"), "4 Likely", 4),
        (Field(Kind.YES_NO, "Hard"), "Yes", True),
        (Field(Kind.CHOICE, "Treatment", choices={"accept": "accept"}), "Accept", "accept"),
        (Field(Kind.TEXT, "Name"), "  Order\tintake\x00 ", "Order intake"),
        (Field(Kind.NOTE, "Note"), "a\r\nb\ud800", "a\nb"),
        (Field(Kind.TEXT, "Name"), "   ", None),
    ],
)
def test_a_field_takes_what_people_type(spec: Field, typed: str, stored: object) -> None:
    assert spec.parse(typed) == stored


@pytest.mark.parametrize(
    ("spec", "typed"),
    [
        (Field(Kind.PERCENT, "MBCO", maximum=100), "120"),
        (Field(Kind.LEVEL, "Likelihood"), "6"),
        (Field(Kind.LEVEL, "Likelihood"), "0"),
        (Field(Kind.INTEGER, "Count"), "2.5"),
        (Field(Kind.NUMBER, "Rate"), "nan"),
        (Field(Kind.TEXT, "Name", required=True), "  "),
        (Field(Kind.TEXT, "Name"), "x" * 501),
        (Field(Kind.CHOICE, "Treatment", choices={"accept": "accept"}), "hope"),
        (Field(Kind.DATE, "Due"), "31.2.2026"),
    ],
)
def test_a_field_refuses_naming_itself(spec: Field, typed: str) -> None:
    with pytest.raises(UserError) as refused:
        spec.parse(typed)
    assert spec.label in str(refused.value) or "date" in str(refused.value)

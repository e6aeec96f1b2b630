"""A risk is worded as cause, event and consequence; what a wording leaves open is told and never blocks."""

from __future__ import annotations

import pytest

from app import model as m
from app import workshop
from app.document import Document


def kinds(cause: str, event: str, consequence: str, people: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(one.part, one.kind) for one in workshop.hints(cause, event, consequence, people)]


def test_the_three_parts_make_one_sentence() -> None:
    said = workshop.sentence(
        "One account opens everything.", "Ransomware encrypts the ledger", "Payments stop for days."
    )
    assert (
        said == "Because one account opens everything, ransomware encrypts the ledger, so that payments stop for days."
    )


def test_names_and_abbreviations_keep_their_capital() -> None:
    said = workshop.sentence(
        "Wagefern is alone", "ERP stops", "Order intake stands still", ["Wagefern", "Order intake"]
    )
    assert said == "Because Wagefern is alone, ERP stops, so that Order intake stands still."


def test_parts_that_are_missing_are_left_out() -> None:
    assert workshop.sentence(None, "Fire in the hall", None) == "Fire in the hall."
    assert workshop.sentence("", "", "") == ""


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Lack of tested backups", "only a cause"),
        ("No spare part on site", "only a cause"),
        ("The line stops because nobody patched it", "cause in the event"),
        ("The array fails, leading to lost orders", "consequence in the event"),
        ("The array fails and the building burns", "two events"),
        ("The carrier fails; the backup line breaks", "two events"),
        ("x" * 130, "long"),
    ],
)  # fmt: skip
def test_what_an_event_leaves_open(event: str, kind: str) -> None:
    assert ("event", kind) in kinds("Cause", event, "Consequence")


@pytest.mark.parametrize(
    "event",
    [
        "Ransomware encrypts ledger and shares",
        "A storm or earthquake puts Brenholt out of use",
        "Network and name service is cut off",
        "Nobody can log in",
    ],
)
def test_a_sound_event_gets_no_hint(event: str) -> None:
    assert kinds("A weakness", event, "A harm") == []


def test_missing_parts_are_named() -> None:
    assert kinds("", "The array fails", "") == [("cause", "no cause"), ("consequence", "no consequence")]
    assert kinds("A weakness", "", "A harm") == [("event", "no event")]


def test_people_are_not_named_in_a_register() -> None:
    people = ("Ingrid Vassmoor", "Kenji Li")
    assert kinds("Only Vassmoor knows it", "It breaks", "It stays broken", people) == [("cause", "person")]
    assert kinds("Only Kenji Li knows it", "It breaks", "It stays broken", people) == [("cause", "person")]
    assert kinds("Only the lead knows it", "It breaks", "The life of it is over", people) == []


def test_the_register_of_the_sample_is_nearly_clean(sample: Document) -> None:
    people = [row.name for row in sample.all(m.Person)]
    found = {
        row.event: [(one.part, one.kind) for one in said]
        for row in sample.all(m.Risk)
        if (said := workshop.hints(row.cause, row.event, row.consequence, people))
    }
    assert found == {}

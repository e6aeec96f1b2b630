"""Finding by a few letters: what holds them first, then what is merely like them."""

from __future__ import annotations

import pytest

from app import search

AMONG = ["Payroll SVC-006", "Prepayments SVC-009", "Payroll stops after a flood R-017", "Mira Okafor", "ERP SVC-005",
         "Contact centre SVC-010", "Réseau SVC-011"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pay", "Payroll SVC-006"),
        ("PAYROLL", "Payroll SVC-006"),
        ("flood pay", "Payroll stops after a flood R-017"),
        ("r-017", "Payroll stops after a flood R-017"),
        ("svc-010", "Contact centre SVC-010"),
        ("pyroll", "Payroll SVC-006"),
        ("okafro", "Mira Okafor"),
        ("contct cenre", "Contact centre SVC-010"),
        ("réseau", "Réseau SVC-011"),
    ],
)
def test_the_nearest_comes_first(typed: str, first: str) -> None:
    found = search.find(AMONG, typed)
    assert AMONG[found[0]] == first
    assert len(found) == len(set(found))


def test_nothing_typed_and_nothing_like_it_find_nothing() -> None:
    assert search.find(AMONG, "  ") == []
    assert search.find(AMONG, "zzzz") == []


def test_what_begins_with_the_letters_comes_before_what_holds_them() -> None:
    assert [AMONG[at] for at in search.find(AMONG, "pay", limit=3)] == [
        "Payroll SVC-006", "Payroll stops after a flood R-017", "Prepayments SVC-009",
    ]  # fmt: skip

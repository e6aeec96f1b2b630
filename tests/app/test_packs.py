"""Our packs say what the subject says, and a broken pack is refused in a useful sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import packs
from app.durations import DAY, HOUR, WEEK
from app.i18n import UserError
from app.packs.reading import MAX_BYTES

BUILT_IN = Path(packs.__file__).parents[2] / "resources" / "packs"


def changed(name: str, old: str, new: str) -> bytes:
    """The content of a built-in pack with one place changed."""
    content = (BUILT_IN / name).read_text("utf-8")
    assert content.count(old) >= 1, f"{old} does not stand in {name}"
    return content.replace(old, new, 1).encode()


def test_every_built_in_pack_is_sound_and_named_after_its_kind_and_id() -> None:
    files = sorted(BUILT_IN.glob("*.toml"))
    read = [packs.read_pack(path.name, path.read_bytes()) for path in files]
    assert [f"{pack.kind}.{pack.id}.toml" for pack in read] == [path.name for path in files]
    assert {pack.kind for pack in read} == set(packs.KINDS)


def test_the_script_has_thirty_five_questions_in_nine_sections() -> None:
    guide = packs.interview_guide()
    assert len(guide.questions) == 35
    assert "".join(section.code for section in guide.sections) == "ABCDEFGHI"
    counts = [len(guide.of_section(section.code)) for section in guide.sections]
    assert counts == [4, 2, 7, 4, 4, 3, 4, 3, 4]
    assert 60 <= guide.minutes <= 90
    assert 10 <= len(guide.core) <= 14
    assert {"service.mtpd", "service.rto", "service.rpo", "impact_score"} <= {
        field.name for question in guide.core for field in question.fields
    }
    assert guide.question(13).gaps == ("tolerable", "intolerable")
    assert guide.question(13).ask.format(tolerable="8 h", intolerable="24 h").startswith("Tolerable at 8 h")


def test_every_field_that_a_question_fills_exists_in_the_model() -> None:
    import app.model
    from app.model.base import Base

    assert app.model
    metadata = Base.metadata
    names = {field.name for question in packs.interview_guide().questions for field in question.fields}
    known = set(metadata.tables) | {f"{t.name}.{c.name}" for t in metadata.tables.values() for c in t.columns}
    assert "service" in metadata.tables, "the model is not loaded"
    assert names <= known, names - known


def test_the_scales_are_those_of_the_subject() -> None:
    scales = packs.scales()
    assert [c.code for c in scales.categories] == [
        "financial", "customer", "regulatory", "reputation", "safety", "operational", "staff",
    ]  # fmt: skip
    assert {c.code: c.threshold for c in scales.categories if c.threshold != 4} == {"safety": 3}
    assert [h.minutes for h in scales.horizons] == [
        HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, WEEK, 2 * WEEK, 30 * DAY,
    ]  # fmt: skip
    assert [level.name for level in scales.levels] == ["Negligible", "Minor", "Moderate", "Major", "Severe"]
    assert [level.rate for level in scales.likelihoods] == [0.02, 0.06, 0.18, 0.6, 2.0]
    assert [(t.number, t.rto_max, t.rpo_guide) for t in scales.tiers] == [
        (0, 60, 15), (1, 240, 60), (2, 1440, 240), (3, 4320, 1440), (4, None, 7 * DAY),
    ]  # fmt: skip
    assert [t.number for t in scales.tiers if t.critical] == [0, 1, 2]
    assert scales.matrix == packs.matrix("default")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("default", ["LMHEE", "LMHHE", "LLMHE", "LLMHH", "LLLMH"]),
        ("nist", ["vLMHV", "vLMHV", "vLMMH", "vLLLM", "vvvLL"]),
    ],
)
def test_each_matrix_is_the_one_that_was_published(name: str, rows: list[str]) -> None:
    matrix = packs.matrix(name)
    letters = {"low": "L", "moderate": "M", "high": "H", "extreme": "E", "very-low": "v", "very-high": "V"}
    drawn = ["".join(letters[matrix.band(likelihood, i).code] for i in range(1, 6)) for likelihood in range(5, 0, -1)]
    assert drawn == rows


def test_the_product_matrix_follows_likelihood_times_impact() -> None:
    limits = {"low": range(1, 5), "moderate": range(5, 10), "high": range(10, 15), "extreme": range(15, 26)}
    matrix = packs.matrix("product")
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            assert likelihood * impact in limits[matrix.band(likelihood, impact).code]


def test_a_matrix_knows_only_levels_from_one_to_five() -> None:
    with pytest.raises(ValueError, match="levels are up to 5 and 5, not 0 and 3"):
        packs.matrix().band(0, 3)


def test_the_catalogues_are_complete() -> None:
    threats = packs.threats()
    assert [threat.code for threat in threats] == [f"T{n:02d}" for n in range(1, 28)]
    assert threats[0].outage == 2 * WEEK
    assert threats[0].hits == ("all", "identity", "files")
    assert len(packs.strategy_types()) == 9
    parts = packs.plan_parts()
    assert [part.number for part in parts] == list(range(1, 21))
    assert [part.number for part in parts if part.blocking] == [3, 4, 6, 8, 12, 13, 14]
    assert [template.number for template in packs.message_templates()] == list(range(1, 9))
    assert len(packs.reporting_clocks()) == 7


def test_a_message_is_filled_and_names_what_is_still_open() -> None:
    call_out = packs.message_templates()[0]
    filled = call_out.fill({"org": "Quellmark {lead}", "mode": "EXERCISE", "service": "ERP", "since": ""})
    assert filled.text.startswith("Quellmark {lead} CONTINUITY EXERCISE. ERP down since [time of loss].")
    assert filled.open_gaps == ("since", "bridge", "join_by", "lead", "lead_phone")


def test_three_scenarios_with_eight_injects_each() -> None:
    scenarios = packs.scenarios()
    assert [scenario.title for scenario in scenarios] == ["Quiet Sunday", "Warm Room", "Vendor Silence"]
    for scenario in scenarios:
        assert [inject.number for inject in scenario.injects] == list(range(1, 9))
        assert all(
            inject.narrative and inject.expected and inject.questions and inject.branch for inject in scenario.injects
        )
        assert {code for inject in scenario.injects for code in inject.objectives} == {
            objective.code for objective in scenario.objectives
        }
    quiet, warm, vendor = scenarios
    assert [inject.minute for inject in quiet.injects] == [15, 23, 31, 40, 52, 70, 78, 88]
    assert quiet.starts_at == (6, 6 * 60 + 10)
    assert quiet.injects[-1].scenario_minute == 2 * DAY + 6 * HOUR + 20
    assert {target.name: target.minutes for target in warm.targets if target.minutes}["RTO"] == 240
    assert vendor.injects[-1].scenario_minute == 4 * DAY + 7 * HOUR + 55, "Thursday to Monday runs over the week's end"


REFUSED = [
    ("matrix.default.toml", '"low", "low", "moderate", "high", "extreme"', '"low", "low", "extreme", "high", "extreme"',
     ["matrix.default.toml", "likelihood_3", "impact 4"]),
    ("matrix.default.toml", 'likelihood_5 = ["low", "moderate"', 'likelihood_5 = ["low", "low"',
     ["likelihood_5", "impact 2"]),
    ("matrix.default.toml", 'likelihood_5 = ["low", "moderate", "high"', 'likelihood_5 = ["low", "moderate", "low"',
     ["likelihood_5", "impact 3"]),
    ("matrix.default.toml", '"extreme"]', '"awful"]', ["likelihood_5", "three to five of the bands"]),
    ("matrix.default.toml", "rank = 2", "rank = 7", ["bands", "count 1, 2, 3"]),
    ("scales.default.toml", 'after = "4h"', 'after = "9h"', ["horizons", "ascend"]),
    ("scales.default.toml", 'after = "4h"', 'after = "4 parsecs"', ["horizon 2", "after", "4 parsecs"]),
    ("scales.default.toml", 'after = "4h"', "after = 4", ["horizon 2", "after", "text in quotes"]),
    ("scales.default.toml", 'after = "4h"', 'after = "4"', ["horizon 2", "after", "no duration"]),
    ("scales.default.toml", 'after = "4h"', 'after = "beyond"', ["horizon 2", "no duration"]),
    ("scales.default.toml", "threshold = 3", "threshold = 6", ["category 5 (safety)", "threshold", "2 to 5"]),
    ("scales.default.toml", "threshold = 3", "threshold = true", ["category 5 (safety)", "threshold", "whole number"]),
    ("scales.default.toml", "threshold = 3", "treshold = 3", ["category 5 (safety)", "threshold", "missing"]),
    ("scales.default.toml", "threshold = 3", "threshold = 3\ncolour = 1", ["5 (safety)", "colour", "known are"]),
    ("scales.default.toml", '"First aid", ', "", ["safety", "anchors", "5 texts"]),
    ("scales.default.toml", 'code = "staff"', 'code = "safety"', ["categories", "safety", "twice"]),
    ("scales.default.toml", 'rto_max = "72h"', 'rto_max = "2h"', ["tiers", "ascend"]),
    ("scales.default.toml", 'rto_max = "72h"', "", ["tiers", "last tier"]),
    ("scales.default.toml", "level = 2", "level = 3", ["levels", "count 1, 2, 3"]),
    ("likelihood.default.toml", "rate = 0.06", "rate = 0.6", ["levels", "ascend"]),
    ("likelihood.default.toml", "rate = 0.06", "rate = nan", ["level 2", "rate"]),
    ("likelihood.default.toml", "rate = 2.0", "rate = inf", ["level 5", "rate"]),
    ("threats.default.toml", 'code = "T02"', 'code = "T01"', ["code", "T01", "twice"]),
    ("threats.default.toml", 'code = "T02"', 'code = "../T02"', ["threat 2", "code", "letters"]),
    ("threats.default.toml", 'outage = "2w"', "", ["threat 1 (T01)", "outage", "missing"]),
    ("threats.default.toml", 'name = "Ransomware"', 'name = " "', ["threat 1 (T01)", "name", "empty"]),
    ("threats.default.toml", 'name = "Ransomware"', 'name = "Ransom\\u0007ware"', ["threat 1 (T01)", "control"]),
    ("threats.default.toml", 'name = "Ransomware"', f'name = "{"x" * 2001}"', ["threat 1 (T01)", "longer"]),
    ("threats.default.toml", '["data"]', '"data"', ["threat 2 (T02)", "hits", "list"]),
    ("threats.default.toml", "format = 1", "format = 2", ["format"]),
    ("threats.default.toml", 'kind = "threats"', 'kind = "spells"', ["kind", "scenario"]),
    ("strategies.default.toml", 'rto_max = "60m"', 'rto_max = "1m"', ["2 (hot-standby)", "rto_max", "smaller"]),
    ("templates.default.toml", '  { name = "mode", label = "REAL or EXERCISE" },\n', "",
     ["template 1 (call-out)", "gaps", "placeholders"]),
    ("templates.default.toml", "{mode}", "{Mode}", ["template 1 (call-out)", "text", "brace"]),
    ("scenario.quiet-sunday.toml", "minute = 23", "minute = 15", ["injects", "ascend"]),
    ("scenario.quiet-sunday.toml", "minute = 88", "minute = 120", ["injects", "after the exercise has ended"]),
    ("scenario.quiet-sunday.toml", "Sun 06:55", "Sun 05:55", ["clock", "inject 2", "before"]),
    ("scenario.quiet-sunday.toml", "Sun 06:55", "06:55", ["inject 2", "clock", "weekday"]),
    ("scenario.quiet-sunday.toml", 'objectives = ["O1"]', 'objectives = ["O9"]', ["inject 1", "objectives"]),
    ("scenario.quiet-sunday.toml", 'unless = "No offline copy"', 'when = "No offline copy"', ["2 branch", "unless"]),
    ("scenario.quiet-sunday.toml", 'look = "phone"', 'look = "hologram"', ["inject 1", "look", "alarm"]),
    ("interview.default.toml", "{tolerable}", "{bearable}", ["question 13", "gaps"]),
    ("interview.default.toml", "number = 2\n", "number = 3\n", ["questions", "count"]),
    ("interview.default.toml", 'section = "I"', 'section = "A"', ["questions", "section"]),
    ("plan-parts.default.toml", "blocking = true", 'blocking = "yes"', ["part 3", "blocking", "true or false"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), REFUSED, ids=[f"{r[0]}-{n}" for n, r in enumerate(REFUSED)])
def test_a_broken_pack_is_refused_with_file_entry_and_field(name: str, old: str, new: str, told: list[str]) -> None:
    content = changed(name, old, new)
    with pytest.raises(packs.PackFault) as refusal:
        packs.read_pack(name, content)
    sentence = str(refusal.value)
    assert name in sentence
    for words in told:
        assert words in sentence
    assert re.search(r"[.]$", sentence)


@pytest.mark.parametrize(
    "content",
    [b"format = ", b"\xff\xfe\x00", b"x = " + b"[" * 20_000, b"x = 1" + b" " * MAX_BYTES, b"[a]\n[a]\n"],
    ids=["unfinished", "no text", "too deep", "too long", "twice"],
)
def test_what_is_no_toml_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(packs.PackFault, match=r"odd\.toml"):
        packs.read_pack("odd.toml", content)


def own(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def test_a_users_pack_of_the_same_id_replaces_ours_and_another_adds(tmp_path: Path) -> None:
    folder = own(
        tmp_path / "packs", "mine.toml", changed("scenario.quiet-sunday.toml", '"Quiet Sunday"', '"Loud Monday"')
    )
    content = changed("scenario.warm-room.toml", 'id = "warm-room"', 'id = "cold-room"').replace(b'"A2"', b'"B1"')
    own(folder, "more.toml", content)
    library = packs.library(folder)
    assert library.faults == ()
    assert [s.title for s in library.scenarios()] == ["Loud Monday", "Warm Room", "Vendor Silence", "Warm Room"]
    assert library.scenario("cold-room").code == "B1"
    assert packs.scenario("quiet-sunday").title == "Quiet Sunday"


def test_a_users_threat_joins_ours_and_one_with_our_code_stands_for_it(tmp_path: Path) -> None:
    text = 'format = 1\nkind = "threats"\nid = "ours"\ntitle = "Ours"\n'
    text += '[[threats]]\ncode = "T07"\nname = "Fire"\noutage = "2d"\nhits = ["site"]\n'
    text += '[[threats]]\ncode = "X01"\nname = "Locusts"\noutage = "1w"\nhits = ["fields"]\n'
    library = packs.library(own(tmp_path / "packs", "ours.toml", text.encode()))
    assert len(library.threats()) == 28
    assert library.threats()[6].name == "Fire"
    assert library.threats()[-1].outage == WEEK


def test_a_broken_pack_of_the_user_is_reported_and_the_rest_still_works(tmp_path: Path) -> None:
    folder = own(tmp_path / "packs", "a.toml", b"nonsense")
    own(folder, "b.toml", changed("threats.default.toml", '"2w"', '"soon"'))
    own(folder, "c.toml", changed("scenario.quiet-sunday.toml", "quiet-sunday", "second"))
    own(folder, "d.toml", changed("scenario.quiet-sunday.toml", "quiet-sunday", "second"))
    own(folder, "e.toml", changed("scales.default.toml", 'matrix = "default"', 'matrix = "none"'))
    (folder / "f.toml").mkdir()
    library = packs.library(folder)
    told = [str(fault) for fault in library.faults]
    assert [sentence.split()[0].rstrip(",:") for sentence in told] == ["a.toml", "b.toml", "d.toml", "e.toml"]
    assert "soon" in told[1]
    assert "c.toml" in told[2]
    assert "“none”" in told[3]
    assert library.scenario("second").title == "Quiet Sunday"
    assert library.scales() == packs.scales()
    assert len(library.threats()) == 27


def test_no_folder_of_own_packs_is_no_fault(tmp_path: Path) -> None:
    assert packs.library(tmp_path / "nowhere").faults == ()


def test_an_unknown_id_is_told_with_those_at_hand() -> None:
    with pytest.raises(UserError, match="quiet-sunday"):
        packs.scenario("loud-monday")


def test_packs_are_read_once_and_only_when_asked() -> None:
    assert packs.threats()[0] is packs.threats()[0]
    assert packs.user_folder().name == "packs"


def test_the_financial_anchors_tell_what_their_shares_are_in_money() -> None:
    financial = packs.in_money(packs.scales().category("financial"), 48_000_000_00, "EUR")
    assert [anchor.rpartition("(")[2].rstrip(")") for anchor in financial.anchors] == [
        "EUR\u00a048\u202f000", "EUR\u00a048\u202f000 to 240\u202f000", "EUR\u00a0240\u202f000 to 960\u202f000",
        "EUR\u00a0960\u202f000 to 2.4\u00a0m", "EUR\u00a02.4\u00a0m",
    ]  # fmt: skip


def test_anchors_stay_as_they_are_without_revenue_and_in_other_categories() -> None:
    scales = packs.scales()
    assert packs.in_money(scales.category("financial"), None, "EUR") == scales.category("financial")
    assert packs.in_money(scales.category("customer"), 100_00, "EUR") == scales.category("customer")


@pytest.mark.parametrize(
    ("units", "said"),
    [(7, "7"), (640, "640"), (48_321, "48\u202f300"), (999_999, "1\u00a0m"), (2_500_000_000, "2.5\u00a0bn")],
)
def test_amounts_are_said_in_three_figures(units: float, said: str) -> None:
    assert packs.format_amount(units) == said

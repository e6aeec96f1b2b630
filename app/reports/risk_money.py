"""What the quantified risks may cost in a year: exceedance curve, three figures instead of one, and a line per risk.

There is no such page as long as no risk has three points of a loss (``domain.md`` §3, quantification).
"""

from __future__ import annotations

from app.i18n import N_, plural, translate
from app.loss import money
from app.packs.money import format_amount
from app.portfolio import PERCENTILES, LossLine, Portfolio, headline, tail_words
from app.report import (
    Block,
    Cell,
    Figure,
    Heading,
    Keep,
    LabelShape,
    LineShape,
    NewPage,
    Paragraph,
    PathShape,
    Row,
    Shape,
    Table,
    Tone,
    Words,
)
from app.reports.bia_figures import WIDTH
from app.reports.bia_words import NBSP, quiet
from app.reports.plan_tables import columns
from app.reports.risk_content import RiskContent

LOSSES = "losses"
_HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 14.0, 10.0, 5.0, 12.0
_CHANCES = (0.0, 0.25, 0.5, 0.75, 1.0)


def loss_pages(content: RiskContent) -> list[Block]:
    """Return the page about money, nothing if no risk is quantified."""
    found = content.losses
    if found is None or not found.known:
        return []
    title = Heading(translate(N_("What a year may cost")), 1, LOSSES)
    message = Paragraph(f"{headline(found)}.", strong=True, after=2, glued=True)
    told = [text for text in (tail_words(found), _basis(found)) if text]
    return [
        NewPage(),
        title,
        Keep((message, curve_figure(found))),
        _percentiles(found),
        *(quiet(text) for text in told),
        *_lines(content, found),
        *_left_out(found),
    ]


def _basis(found: Portfolio) -> str:
    risks = plural(N_("{n} risk is quantified"), N_("{n} risks are quantified"), len(found.lines))
    others = plural(N_("{n} is not and adds nothing here"), N_("{n} are not and add nothing here"),
                    found.others + len(found.left_out))  # fmt: skip
    words = N_("{risks}, {others}. {runs} simulated years; the risks are taken as independent of each other.")
    return translate(
        words, risks=risks, others=others, runs=f"{found.runs:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    )


def curve_figure(found: Portfolio) -> Figure:
    """Return the chance that a year costs more than an amount, for every amount, with P50 and P90 marked."""
    step = _step(max(found.percentiles[99], 100))
    end = step * -(-max(found.percentiles[99], 100) // step)
    bottom = _HEIGHT - _BOTTOM
    top = next(chance for chance in _CHANCES if chance >= min(1.0, found.curve[0].chance) and chance)

    def place(loss: float, chance: float) -> tuple[float, float]:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(1.0, loss / end), bottom - (bottom - _TOP) * chance / top

    shapes: list[Shape] = []
    for chance in (one for one in _CHANCES if one <= top):
        (x1, y), (x2, _) = place(0, chance), place(end, chance)
        shapes.append(LineShape(x1, y, x2, y, Tone.HAIRLINE if chance else Tone.SECONDARY, 0.15))
        label = f"{round(100 * chance)}{NBSP}%"
        shapes.append(LabelShape(_LEFT - 1.5, y + 1.0, label, 7.5, align="right", tone=Tone.SECONDARY))
    for loss in range(0, end + 1, step):
        x, y = place(loss, 0)
        shapes.append(LineShape(x, y, x, y + 1.0, Tone.SECONDARY, 0.15))
        amount = format_amount(loss / 100)
        shapes.append(LabelShape(x, y + 4.2, amount, 7.5, align="centre", tone=Tone.SECONDARY))
    axis = translate(N_("A year costs more than … ({currency})"), currency=found.currency)
    shapes.append(LabelShape(_LEFT, bottom + 9.0, axis, 8, tone=Tone.SECONDARY))
    points = tuple(place(point.loss, point.chance) for point in found.curve if point.loss <= end)
    if len(points) > 1:
        shapes.append(PathShape(points, Tone.ACCENT, width=0.6))
    for share, loss in ((0.5, found.p50), (0.1, found.p90)):
        if loss:
            shapes += _mark(place(loss, share), place(loss, 0), f"P{round(100 - 100 * share)}", loss, found.currency)
    return Figure(WIDTH, _HEIGHT, tuple(shapes), after=3.0)


def _mark(point: tuple[float, float], foot: tuple[float, float], name: str, loss: int, currency: str) -> list[Shape]:
    (x, y), (_, base) = point, foot
    words = f"{name} {money(loss, currency)}"
    return [
        LineShape(x, y, x, base, Tone.INK, 0.3, dashed=True),
        LabelShape(x + 1.5, y - 1.2, words, 8.5, True),
    ]


def _step(most: int) -> int:
    """Return a round step in cents so that three to six marks stand on the axis."""
    rough, power = most / 5, 1
    while power * 10 <= rough:
        power *= 10
    return next(int(power * n) for n in (1, 2, 2.5, 5, 10) if power * n >= rough) or 1


def _percentiles(found: Portfolio) -> Table:
    heads = columns(("", 16), (translate(N_("A year's loss")), 30), (translate(N_("What it means")), 124))
    rows = tuple(
        Row((Cell(translate(name), strong=True), _amount(found.percentiles[at], found), translate(words)))
        for at, name, words in PERCENTILES
    )
    return Table(heads, rows, padding=1.0, after=2)


def _amount(cents: int, found: Portfolio) -> str:
    return money(cents, found.currency) or "0"


def _lines(content: RiskContent, found: Portfolio) -> list[Block]:
    heads = columns(
        (translate(N_("Risk")), 54), (translate(N_("Events a year")), 16, "right"),
        (translate(N_("One loss: least, likely, most")), 50, "right"), ("P50", 17, "right"), ("P90", 17, "right"),
        (translate(N_("Of bad years")), 16, "right"),
    )  # fmt: skip
    rows = tuple(_line(content, line) for line in found.lines)
    blocks: list[Block] = [Heading(translate(N_("Risk by risk in money")), 2), Table(heads, rows, padding=1.0)]
    if any(line.assumed for line in found.lines):
        words = N_("* Nobody entered how often; the rate is the one that the level of likelihood stands for.")
        blocks.append(quiet(translate(words)))
    return blocks


def _line(content: RiskContent, line: LossLine) -> Row:
    part = content.by_key.get(line.key)
    name = Cell((Words(f"{line.ref} ", True, to=part.anchor if part is not None else ""), Words(line.event)))
    rate = f"{line.rate:g}{'*' if line.assumed else ''}"
    three = " – ".join(format_amount(cents / 100) for cents in line.losses)
    years = (format_amount(cents / 100) for cents in (line.loss.p50, line.loss.p90))
    return Row((name, rate, three, *years, f"{round(100 * line.share)}{NBSP}%"))


def _left_out(found: Portfolio) -> list[Block]:
    if not found.left_out:
        return []
    heads = columns((translate(N_("Risk")), 70), (translate(N_("Why it takes no part")), 100))
    rows = tuple(Row((f"{one.ref} {one.event}", one.why)) for one in found.left_out)
    return [Heading(translate(N_("Begun, but not quantified")), 2), Table(heads, rows, padding=1.0)]

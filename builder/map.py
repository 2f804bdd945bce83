"""The map of the course: what builds on what, laid out in rows and drawn.

A lesson builds on its `prerequisites`. `unlocks` says more loosely what becomes worthwhile after it: that is
listed, but asks nothing of a lesson that names its own prerequisites, and draws no line to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import wrap

from builder.course import Planned
from builder.lessons import UnderstoodCourse

BOX_WIDTH, BOX_HEIGHT = 196, 74
GAP_X, GAP_Y = 28, 46
MARGIN = 6
LINE_LENGTH = 22
COLUMNS = 4  # lessons that follow one another singly stand side by side, so many in a row


@dataclass
class Stop:
    """A lesson on the map, at the middle of its box; without `address`, it is to come.

    Attributes:
        needs: what it builds on.
        allows: what builds on it.
        leads_to: what it allows, and what else it names as worthwhile after it.
    """

    slug: str
    title: str
    order: int
    minutes: int | None = None
    questions: int = 0
    address: str | None = None
    needs: list[str] = field(default_factory=list)
    allows: list[str] = field(default_factory=list)
    leads_to: list[str] = field(default_factory=list)
    row: int = 0
    x: float = 0
    y: float = 0

    @property
    def left(self) -> float:
        return self.x - BOX_WIDTH / 2

    @property
    def top(self) -> float:
        return self.y - BOX_HEIGHT / 2

    @property
    def lines(self) -> list[str]:
        """Its title, broken to fit the box."""
        return wrap(self.title, LINE_LENGTH)[:2]


@dataclass(frozen=True)
class Map:
    """The stops in the course's order, the ways to draw between them as SVG paths, and the drawing's size."""

    stops: list[Stop]
    ways: list[tuple[str, str, str]]  # from, to, path
    width: float
    height: float
    box: tuple[float, float] = (BOX_WIDTH, BOX_HEIGHT)


def make_map(course: UnderstoodCourse) -> Map:
    """Lay the lessons out so that each stands below all that it builds on, or to the right of it."""
    stops = {stop.slug: stop for stop in sorted(_stops(course), key=lambda stop: stop.order)}
    needed: set[tuple[str, str]] = set()
    named: set[tuple[str, str]] = set()
    for one in course.lessons:
        slug = one.source.front.slug
        needed |= {(before.slug, slug) for before in one.source.prerequisites}
        named |= {(slug, after.slug) for after in one.source.unlocks}
    # A lesson that is still to come can't name its prerequisites.
    needed |= {(slug, after) for slug, after in named if after in stops and not stops[after].address}
    known = [(stops[a], stops[b]) for a, b in needed | named if a in stops and b in stops]
    for before, after in sorted(known, key=lambda pair: (pair[0].order, pair[1].order)):
        if before.order < after.order:
            before.leads_to.append(after.slug)
            if (before.slug, after.slug) in needed:
                after.needs.append(before.slug)
                before.allows.append(after.slug)
    _rank(stops.values(), stops)
    direct = {slug: _direct(stop, stops) for slug, stop in stops.items()}
    width, height = _place(list(stops.values()), stops, direct)
    ways = [
        (slug, after, _way(stops[slug], stops[after])) for slug, afters in direct.items() for after in afters
    ]
    return Map(list(stops.values()), ways, width, height)


def _stops(course: UnderstoodCourse) -> Iterable[Stop]:
    for item in course.planned:
        if _is_lesson(item):
            yield Stop(item.slug, item.title, item.order or 0)
    for one in course.lessons:
        front = one.source.front
        address = one.source.address
        yield Stop(front.slug, front.title, front.order, front.minutes, one.questions, address)


def _is_lesson(item: Planned) -> bool:
    return item.order is not None


def _rank(ordered: Iterable[Stop], stops: dict[str, Stop]) -> None:
    """Rows from the top: one below the lowest that it builds on, which comes earlier in the order."""
    for stop in ordered:
        stop.row = 1 + max((stops[before].row for before in stop.needs), default=-1)


def _place(ordered: list[Stop], stops: dict[str, Stop], direct: dict[str, list[str]]) -> tuple[float, float]:
    """Each row near what is above it, and in that order, so that ways seldom cross.

    Returns:
        (width, height), with margins.
    """
    rows = _rows(ordered)
    pitch = BOX_WIDTH + GAP_X
    first, columns = MARGIN + BOX_WIDTH / 2, max(map(len, rows))
    above: dict[str, list[Stop]] = {}
    for slug, afters in direct.items():
        for after in afters:
            above.setdefault(after, []).append(stops[slug])
    for number, row in enumerate(rows):
        earlier = {stop.slug: [one for one in above.get(stop.slug, []) if one.row < number] for stop in row}
        wished = {slug: sum(one.x for one in ones) / len(ones) for slug, ones in earlier.items() if ones}
        if len(wished) == len(row):  # all have lines from above; of lessons in a chain, only the first has
            row.sort(key=lambda stop: wished[stop.slug])
        start = min(wished.values(), default=first) if len(row) < columns else first
        start = min(start, first + (columns - len(row)) * pitch)
        for i, stop in enumerate(row):
            stop.row = number
            stop.x = start + i * pitch
            stop.y = MARGIN + BOX_HEIGHT / 2 + number * (BOX_HEIGHT + GAP_Y)
    return columns * pitch - GAP_X + 2 * MARGIN, len(rows) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN


def _rows(ordered: list[Stop]) -> list[list[Stop]]:
    """The rows from the top, where lessons that follow one another singly share one."""
    ranks: dict[int, list[Stop]] = {}
    for stop in ordered:
        ranks.setdefault(stop.row, []).append(stop)
    rows: list[list[Stop]] = []
    is_chain = False
    for rank in sorted(ranks):
        if is_chain and len(ranks[rank]) == 1 and len(rows[-1]) < COLUMNS:
            rows[-1] += ranks[rank]
        else:
            rows.append(ranks[rank])
            is_chain = len(ranks[rank]) == 1
    return rows


def _direct(stop: Stop, stops: dict[str, Stop]) -> list[str]:
    """What it allows at once: what is also reached through another lesson needs no line of its own."""
    reached = {slug for other in stop.allows for slug in stops[other].allows}
    return [slug for slug in stop.allows if slug not in reached]


def _way(before: Stop, after: Stop) -> str:
    if before.row == after.row:
        return f"M{before.x + BOX_WIDTH / 2:g} {before.y:g}H{after.x - BOX_WIDTH / 2:g}"
    top, bottom = before.y + BOX_HEIGHT / 2, after.y - BOX_HEIGHT / 2
    middle = (top + bottom) / 2
    return f"M{before.x:g} {top:g}C{before.x:g} {middle:g} {after.x:g} {middle:g} {after.x:g} {bottom:g}"

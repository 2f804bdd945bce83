"""The map of the course: what builds on what, laid out in rows and drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import wrap

from builder.course import Planned
from builder.lessons import UnderstoodCourse

BOX_WIDTH, BOX_HEIGHT = 196, 74
GAP_X, GAP_Y = 28, 46
MARGIN = 6
LINE_LENGTH = 22


@dataclass
class Stop:
    """A lesson on the map, at the middle of its box; without `address`, it is to come."""

    slug: str
    title: str
    order: int
    minutes: int | None = None
    questions: int = 0
    address: str | None = None
    needs: list[str] = field(default_factory=list)
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
    """Lay the lessons out so that each stands below all that it builds on."""
    stops = {stop.slug: stop for stop in sorted(_stops(course), key=lambda stop: stop.order)}
    pairs: set[tuple[str, str]] = set()
    for one in course.lessons:
        slug = one.source.front.slug
        pairs |= {(before.slug, slug) for before in one.source.prerequisites}
        pairs |= {(slug, after.slug) for after in one.source.unlocks}
    known = [(stops[before], stops[after]) for before, after in pairs if before in stops and after in stops]
    for above, below in sorted(known, key=lambda pair: (pair[0].order, pair[1].order)):
        if above.order < below.order:
            below.needs.append(above.slug)
            above.leads_to.append(below.slug)
    _rank(stops.values(), stops)
    width, height = _place(list(stops.values()), stops)
    ways = [
        (stop.slug, after, _way(stop, stops[after]))
        for stop in stops.values()
        for after in _direct(stop, stops)
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


def _place(ordered: list[Stop], stops: dict[str, Stop]) -> tuple[float, float]:
    """In each row from left to right by what is above, so that ways seldom cross; returns the size of all."""
    rows: dict[int, list[Stop]] = {}
    for stop in ordered:
        rows.setdefault(stop.row, []).append(stop)
    pitch = BOX_WIDTH + GAP_X
    width = max(len(row) for row in rows.values()) * pitch - GAP_X + 2 * MARGIN
    for number in sorted(rows):
        row = rows[number]
        above = {stop.slug: [stops[before].x for before in stop.needs] for stop in row}
        row.sort(key=lambda stop: sum(above[stop.slug]) / len(above[stop.slug]) if above[stop.slug] else 0)
        for i, stop in enumerate(row):
            stop.x = width / 2 + (i - (len(row) - 1) / 2) * pitch
            stop.y = MARGIN + BOX_HEIGHT / 2 + number * (BOX_HEIGHT + GAP_Y)
    return width, len(rows) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN


def _direct(stop: Stop, stops: dict[str, Stop]) -> list[str]:
    """What it leads to at once: what is also reached through another lesson needs no line of its own."""
    reached = {slug for other in stop.leads_to for slug in stops[other].leads_to}
    return [slug for slug in stop.leads_to if slug not in reached]


def _way(above: Stop, below: Stop) -> str:
    top, bottom = above.y + BOX_HEIGHT / 2, below.y - BOX_HEIGHT / 2
    middle = (top + bottom) / 2
    return f"M{above.x:g} {top:g}C{above.x:g} {middle:g} {below.x:g} {middle:g} {below.x:g} {bottom:g}"

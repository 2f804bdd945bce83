"""Every lesson teaches the facts that it is there to teach: the built page shows them, with these figures.

`facts/<slug>.yaml` lists them, `{fact: a sentence, shown: [what the page must say, word for word]}`.
Most figures on a page are computed, so that a fact found here is also a figure that came out as it should.
"""

from pathlib import Path

import pytest
import yaml

from builder.building import ROOT
from builder.course import read_course
from builder.problems import Problems
from tests.pages.visible import collapsed, visible_text

FOLDER = Path(__file__).with_name("facts")
FEWEST = 5
LESSONS = {
    lesson.front.slug: lesson.file for lesson in read_course(ROOT / "lessons", ROOT, Problems()).lessons
}


@pytest.mark.parametrize("slug", LESSONS)
def test_every_fact_of_a_lesson_is_on_its_page(dist: Path, slug: str) -> None:
    path = FOLDER / f"{slug}.yaml"
    assert path.exists(), f"{LESSONS[slug]} has no list of its facts: expected {path.relative_to(ROOT)}"
    facts = yaml.safe_load(path.read_text("utf-8"))
    assert len(facts) >= FEWEST, f"{path.name} lists hardly any facts"
    text = visible_text((dist / "lessons" / slug / "index.html").read_text("utf-8"))
    missing = []
    for fact in facts:
        assert set(fact) == {"fact", "shown"}, f"{path.name}: expected 'fact' and 'shown', got {list(fact)}"
        assert fact["shown"], f"{path.name}: nothing shows {fact['fact']!r}"
        absent = [shown for shown in fact["shown"] if collapsed(str(shown)) not in text]
        missing += [f"{LESSONS[slug]}: {fact['fact']} Not on the page: {shown!r}" for shown in absent]
    assert not missing, "\n".join(missing)


def test_every_list_of_facts_has_its_lesson() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} <= LESSONS.keys()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Four <em>filter</em>s,\n 3&nbsp;×&nbsp;3</p><p>each</p>", "Four filters, 3 × 3 each"),
        ("<tr><td>1</td><td><input value='0'></td><td>2</td></tr>", "1 0 2"),
        ("<math><mn>36</mn><mo>⋅</mo><mn>16</mn><annotation>36 16</annotation></math>", "36⋅16"),
        ("<p hidden>no</p><div aria-hidden='true'><b>no</b><br>no</div><details>yes</details>", "yes"),
        ("<input type='radio' value='no'><script>no</script><p>yes", "yes"),
    ],
)
def test_what_counts_as_shown(html: str, text: str) -> None:
    assert visible_text(html) == text

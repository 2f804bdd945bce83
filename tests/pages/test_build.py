"""What is built: the same bytes from the same sources, whole or not at all, with no link to nowhere."""

import re
import shutil
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import builder.building
from builder.building import build
from builder.problems import BuildError
from tests.pages.conftest import FRONT, Project

SecondLesson = Callable[..., str]

BODY = """\
## A table

| Left | Right |
|:-----|------:|
| a    | $x_1$ |

Seven hundred: {{ 7 * 100 * 10 }}, and a shape: {{ shape("lesson4", "conv2d") }}.[^1]
See [corners](corners.md#a-corner).

$$
\\frac{\\partial L}{\\partial W} = \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}
$$

```python
x = "<b>"
```

<script>alert(1)</script> and [click](javascript:alert(1)) and ![A cat](cat.png)

::::{note} A title
Inside, a `:::` directive:

:::{question}
id: asked
kind: choice
prompt: "What is **this**, $y$?"
options:
  - {text: "A *note*", correct: true, reason: Yes.}
  - {text: Nothing, reason: No.}
:::
::::

:::{lab}
:::

:::{source}
object: cnn_core.ReLU
:::

[^1]: A footnote.
"""


@dataclass(frozen=True)
class Built:
    project: Project
    dist: Path

    def files(self) -> dict[str, bytes]:
        return {
            p.relative_to(self.dist).as_posix(): p.read_bytes() for p in self.dist.rglob("*") if p.is_file()
        }

    def page(self, name: str = "lessons/edges/index.html") -> str:
        return (self.dist / name).read_text("utf-8")

    def rebuild(self) -> None:
        build(self.dist, root=self.project.root)


def make(folder: Path, second_lesson: SecondLesson) -> Built:
    """A small site with a little of everything."""
    built = Built(Project(folder / "project"), folder / "dist")
    built.project.lesson(BODY, FRONT.replace("minutes: 5\n", "minutes: 5\nunlocks: [corners, fields]\n"))
    built.project.write("corners.md", second_lesson())
    built.project.write("outline.yaml", "planned:\n  - {slug: fields, title: Fields, order: 3}\n")
    (built.project.root / "lessons" / "cat.png").write_bytes(b"\x89PNG")
    built.rebuild()
    return built


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, second_lesson: SecondLesson) -> Built:
    """Only to be looked at."""
    return make(tmp_path_factory.mktemp("site"), second_lesson)


@pytest.fixture
def own(tmp_path: Path, second_lesson: SecondLesson) -> Built:
    """To be built again."""
    return make(tmp_path, second_lesson)


def test_the_same_sources_give_the_same_bytes(
    site: Built, tmp_path: Path, second_lesson: SecondLesson
) -> None:
    again = make(tmp_path / "elsewhere" / "deeper", second_lesson)
    assert again.files() == site.files()


def test_all_pages_and_what_hosts_look_for_are_there(site: Built) -> None:
    there = set(site.files())
    assert {"index.html", "404.html", ".nojekyll", "LICENSE.txt", "NOTICE.txt"} <= there
    assert len([name for name in there if re.fullmatch(r"licenses/LICENSE-.*\.txt", name)]) == 4  # the fonts'
    assert {"lessons/edges/index.html", "lessons/corners/index.html"} <= there


def test_a_page_that_is_no_lesson(project: Project, tmp_path: Path, second_lesson: SecondLesson) -> None:
    """It has an address of its own, is linked from every footer, and shows its examples as written."""
    project.lesson("See [the gallery](pages/gallery.md#a-note).")
    front = "---\ntitle: Gallery\nslug: gallery\nsummary: All.\n---\n"
    example = "::::{example} a note\n:::{note} Borders\nThere are *four*.\n:::\n::::\n"
    project.write("pages/gallery.md", f"{front}## A note\n\n{example}\nAs in [edges](../edges.md).\n")
    built = Built(project, tmp_path / "dist")
    built.rebuild()
    html = built.page("gallery/index.html")
    assert "There are <em>four</em>." in html
    assert ":::{note} Borders\nThere are *four*.\n:::" in html
    assert 'href="../lessons/edges/"' in html
    assert 'href="../../gallery/#a-note"' in built.page()
    assert '<a href="../../gallery/">Gallery</a>' in built.page()
    assert '<a href="./gallery/">Gallery</a>' in built.page("index.html")


def test_markdown_tells_what_it_means(site: Built) -> None:
    html = site.page()
    assert '<data value="7000">7,000</data>' in html
    assert "6\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}6\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}4" in html
    assert re.search(r'<td class="align-right"><math', html)
    assert '<div class="math-block"><math display="block"' in html
    assert 'href="../../lessons/corners/#a-corner"' in html
    assert '<h2 id="a-table">' in html
    assert "class ReLU" in unescape(re.sub(r"<[^>]+>", "", html))


def test_markdown_inside_widgets_and_widgets_inside_markdown(site: Built) -> None:
    html = site.page()
    asked = html[html.index('id="asked"') :]
    assert "What is <strong>this</strong>, <math" in asked
    assert html.index('class="note"') < html.index('id="asked"')


def test_what_readers_could_be_harmed_by_is_text(site: Built) -> None:
    html = site.page()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert not re.search(r'<a [^>]*href="javascript:', html)
    assert "&lt;b&gt;" in html
    assert "<b>&quot;" not in html


def test_no_page_has_styles_or_scripts_of_its_own(site: Built) -> None:
    for name in site.files():
        if name.endswith(".html"):
            html = site.page(name)
            assert not re.search(r"\sstyle=|<style|\son\w+=", html), name
            assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html)), name
            assert "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';" in unescape(html), name


def test_math_keeps_its_styles_as_classes(site: Built) -> None:
    used = set(re.findall(r'class="[^"]*\b(m-[0-9a-f]{6})\b', site.page()))
    (css,) = (content.decode() for name, content in site.files().items() if re.search(r"/main\..*css$", name))
    assert used
    assert all(f".{name}{{" in css for name in used)


def test_pictures_are_copied_under_the_hash_of_what_they_hold(site: Built) -> None:
    (address,) = re.findall(r'<img src="\.\./\.\./([^"]+)"', site.page())
    assert re.fullmatch(r"assets/cat\.[0-9A-F]{8}\.png", address)
    assert (site.dist / address).read_bytes() == b"\x89PNG"


def test_the_home_page_lists_lessons_there_and_to_come(site: Built) -> None:
    html = site.page("index.html")
    assert html.index("./lessons/edges/") < html.index("./lessons/corners/") < html.index("Fields")


def test_only_the_404_page_has_absolute_links(project: Project, tmp_path: Path) -> None:
    project.lesson("")
    built = Built(project, tmp_path / "dist")
    build(built.dist, root=project.root, base_path="/some/where/")
    for name in built.files():
        if name.endswith(".html"):
            links = re.findall(r'(?:href|src|content)="(/[^"]*)"', built.page(name))
            assert bool(links) == (name == "404.html"), name
            assert all(link.startswith("/some/where/") for link in links)


def test_a_site_whose_address_is_known_tells_it(project: Project, tmp_path: Path) -> None:
    """Canonical links, pictures of links, a sitemap; without an address, none of these, and all the rest."""
    project.lesson("", FRONT.replace("order: 1", "order: 10"))
    built = Built(project, tmp_path / "dist")
    site = "https://example.org/x/"
    build(built.dist, root=project.root, site_url=site)
    html = built.page()
    assert f'<link rel="canonical" href="{site}lessons/edges/">' in html
    assert '<meta property="og:title" content="Edges · Convnets, Live">' in html
    assert '<meta property="og:description" content="What an edge is.">' in html
    (picture,) = re.findall(f'<meta property="og:image" content="{site}([^"]+)">', html)
    content = (built.dist / picture).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (1200, 630)
    length = struct.unpack(">I", content[33:37])[0]
    rows = np.frombuffer(zlib.decompress(content[41 : 41 + length]), np.uint8).reshape(630, 3601)
    assert (rows[:, 0] == 0).all()
    assert len(np.unique(rows[:, 1:].reshape(-1, 3), axis=0)) > 20  # something is drawn
    addresses = re.findall(r"<loc>([^<]+)</loc>", (built.dist / "sitemap.xml").read_text("utf-8"))
    assert addresses == [site, f"{site}map/", f"{site}lessons/edges/"]
    assert f"Sitemap: {site}sitemap.xml" in (built.dist / "robots.txt").read_text("utf-8")
    assert "canonical" not in built.page("404.html")

    built.rebuild()
    assert not (built.dist / "sitemap.xml").exists()
    assert "canonical" not in built.page()
    assert '<meta property="og:title" content="Edges · Convnets, Live">' in built.page()


@pytest.mark.parametrize("error", [BuildError([]), KeyboardInterrupt(), OSError("No space left on device")])
def test_a_build_that_fails_leaves_the_old_site_whole(
    own: Built, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    before = own.files()

    def fail(folder: Path, seen: object) -> None:
        assert (folder / "index.html").exists()  # at the last moment
        raise error

    monkeypatch.setattr(builder.building, "check_pages", fail)
    own.project.lesson("Something new.")
    with pytest.raises(type(error)):
        own.rebuild()
    assert own.files() == before
    assert not list(own.dist.parent.glob(".dist-building*"))


def test_what_a_killed_build_left_behind_is_put_right(own: Built) -> None:
    own.dist.rename(own.dist.with_name(".dist-old"))  # killed just before the new one took its place
    own.dist.with_name(".dist-building").mkdir()
    own.project.lesson("Something new.")
    own.rebuild()
    assert "Something new." in own.page()
    assert sorted(path.name for path in own.dist.parent.iterdir()) == [".dist-lock", "dist", "project"]


def test_a_folder_of_something_else_is_not_replaced(project: Project, tmp_path: Path) -> None:
    project.lesson("")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    with pytest.raises(FileExistsError, match="not a site built here"):
        build(tmp_path / "thesis", root=project.root)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "precious"


def test_a_fault_in_a_template_is_told_with_its_line(project: Project, tmp_path: Path) -> None:
    project.lesson("")
    own_site(project)
    template = project.root / "site" / "templates" / "home.html"
    for text, said in {
        "\n{{ nothing }}\n": "site/templates/home.html:2: 'nothing' is undefined",
        "\n\n{% if %}": "site/templates/home.html:3: Expected an expression",
        "{{ asset('no.js') }}": "site/templates/home.html:1: no asset 'no.js'",
    }.items():
        template.write_text(text)
        with pytest.raises(BuildError, match=f"^{re.escape(said)}"):
            build(tmp_path / "dist", root=project.root)


def test_a_fault_in_a_script_or_a_style_sheet_is_told_with_its_line(project: Project, tmp_path: Path) -> None:
    project.lesson("")
    own_site(project)
    (project.root / "site" / "js" / "main.js").write_text("const x = ;\n")
    with pytest.raises(BuildError, match=r"site/js/main\.js:1:10"):
        build(tmp_path / "dist", root=project.root)


def test_a_page_that_links_nowhere_fails_the_build(project: Project, tmp_path: Path) -> None:
    project.lesson("")
    own_site(project)
    html = '<p id="a">\n<a href="./lost/">x</a><a href="#b">x</a><p id="a" style="x">\n<script>x</script>'
    (project.root / "site" / "templates" / "home.html").write_text(html)
    with pytest.raises(BuildError) as raised:
        build(tmp_path / "dist", root=project.root)
    assert [line for line in str(raised.value).splitlines() if line.startswith("index.html")] == [
        "index.html:2: <p> has a style attribute, which the policy forbids",
        "index.html:2: broken link '#b': no #b there",
        "index.html:2: broken link './lost/': there is nothing there",
        "index.html:2: id 'a' is there twice",
        "index.html:3: a script inside the page, which the policy forbids",
    ]


def own_site(project: Project) -> None:
    """Give the project a site/ of its own, to change."""
    site = project.root / "site"
    source = site.resolve()
    site.unlink()
    shutil.copytree(source, site)
    bundle = site / "bundle"
    shutil.rmtree(bundle)
    bundle.symlink_to(source / "bundle")

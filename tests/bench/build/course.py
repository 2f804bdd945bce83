"""A course of as many lessons as you like, each of them with a little of everything."""

from pathlib import Path

from builder.building import ROOT

SHARED = ("LICENSE", "NOTICE", "cnn_core", "node_modules", "pyproject.toml", "site")

LESSON = """\
---
title: Lesson {number}
slug: lesson-{number}
order: {number}
summary: What lesson {number} is about, in a sentence.
minutes: 12
prerequisites: [{before}]
---

A filter of {number} weights slides over an image, as it did in {link}. What it finds is a feature map of
{{{{ output_size({number} + 8, 3) }}}} rows.

:::{{goals}}
- Say what happens to a weight in step {number}.
- Say why its gradient is a sum.
:::

## What it does

{text}

$$
\\frac{{\\partial L}}{{\\partial W_{{u,v}}}}
  = \\sum_{{i,j}} X_{{i+u,\\,j+v}} \\frac{{\\partial L}}{{\\partial Y_{{i,j}}}}
$$

| Layer | Output | Parameters |
|:------|-------:|-----------:|
| Convolution | {{{{ shape("lesson4", "conv2d") }}}} | {{{{ params("lesson4", "conv2d") }}}} |
| Pooling | {{{{ shape("lesson4", "max_pool2d") }}}} | 0 |

```python
x = {number}
print(f"{{x}} weights")
```

## Practice

:::{{question}}
kind: number
prompt: "How many weights have {number} filters of 3 × 3?"
answer: {answer}
reason: "Nine each."
otherwise: "Count one filter first."
:::

:::{{question}}
kind: choice
prompt: "Which layer of lesson {number} has no parameters?"
options:
  - {{text: "Pooling.", correct: true, reason: "There is nothing to learn in it."}}
  - {{text: "The convolution.", reason: "It has nine weights and a bias for each filter."}}
:::

:::{{takeaways}}
- A filter is the same at every place.
:::
"""

TEXT = """\
Each weight is multiplied with the pixel beneath it, and the products are added up. Then the filter moves on
by one pixel, and does the same again, with the *same* weights: that is what weight sharing means. Nothing is
learned about places, so what is found in one corner is found in another. In {number}, this goes on.

"""


def write_course(root: Path, count: int) -> None:
    """Make a project of `count` lessons, in which each builds on the one before and the one halfway."""
    (root / "lessons").mkdir(parents=True)
    for name in SHARED:
        (root / name).symlink_to(ROOT / name)
    words = (ROOT / "lessons" / "glossary.yaml").read_text("utf-8").splitlines()
    kept = "\n".join(line for line in words if not line.strip().startswith("lesson:"))
    (root / "lessons" / "glossary.yaml").write_text(kept + "\n", "utf-8")
    for number in range(1, count + 1):
        before = ", ".join(f"lesson-{n}" for n in sorted({number - 1, number // 2} - {0, number}))
        link = f"[lesson {number - 1}](lesson-{number - 1}.md#practice)" if number > 1 else "no other"
        text = TEXT.format(number=number) * 6
        lesson = LESSON.format(number=number, before=before, link=link, text=text, answer=9 * number)
        (root / "lessons" / f"lesson-{number}.md").write_text(lesson, "utf-8")

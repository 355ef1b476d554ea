"""The few marks that the figures are drawn with, as SVG text: no library, no font, no script, the same bytes each time.

Everything that counts is drawn in the color of the text around it, so that a figure works on a light and on a dark
page; what does not count is hollow and gray, and says why in words: no meaning rests on color.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

INK = "currentColor"
GRAY = "#767676"
FONT = "system-ui, sans-serif"


def number(value: float) -> str:
    """A coordinate with one decimal, without a padded zero."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def mark(name: str, content: str = "", **attributes: str | float) -> str:
    """An element; attributes in the order given, a `_` in a name standing for `-`."""
    parts = [name]
    for key, value in attributes.items():
        text = number(value) if isinstance(value, int | float) else value
        parts.append(f"{key.strip('_').replace('_', '-')}={quoteattr(text)}")
    opened = " ".join(parts)
    return f"<{opened}>{content}</{name}>" if content else f"<{opened}/>"


def text(
    x: float, y: float, words: str, *, size: float = 13, anchor: str = "start", fill: str = INK, weight: str = "normal"
) -> str:
    """A line of text; x is its start, middle or end."""
    return mark("text", escape(words), x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, font_weight=weight)


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1, dash: str = "") -> str:
    """A straight line."""
    dashed: dict[str, str] = {"stroke_dasharray": dash} if dash else {}
    return mark("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **dashed)


def circle(
    x: float, y: float, radius: float, *, fill: str = INK, stroke: str = INK, opacity: float = 1.0, hint: str = ""
) -> str:
    """A circle; `hint` is what a pointer or a screen reader gets."""
    content = mark("title", escape(hint)) if hint else ""
    return mark("circle", content, cx=x, cy=y, r=radius, fill=fill, fill_opacity=f"{opacity:g}", stroke=stroke)


def polygon(points: Iterable[tuple[float, float]], *, fill: str = INK) -> str:
    """A filled shape."""
    return mark("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), fill=fill, stroke=fill)


def picture(width: float, height: float, title: str, description: str, marks: Iterable[str]) -> str:
    """A whole figure, with its title and description for those who do not see it."""
    body = "\n".join(
        ["", mark("title", escape(title), id="title"), mark("desc", escape(description), id="desc"), *marks, ""]
    )
    return (
        mark(
            "svg",
            body,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {number(width)} {number(height)}",
            width=width,
            height=height,
            role="img",
            aria_labelledby="title desc",
            font_family=FONT,
        )
        + "\n"
    )


def shortened(words: str, most: int) -> str:
    """Words cut to a number of characters, at a space where there is one, with an ellipsis."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;") + "…"

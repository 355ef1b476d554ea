"""A link as a square code that a camera reads: drawn as SVG, black on white."""

from __future__ import annotations

LONGEST = 1200
"""Characters: beyond this the code would be too fine for print, and the sheet goes without."""


def qr_svg(text: str) -> str:
    """The code for a text as an SVG picture; empty where there is no text or too much of it."""
    if not text or len(text) > LONGEST:
        return ""
    import segno

    code = segno.make(text, error="l", micro=False)
    return code.svg_inline(
        border=0, omitsize=True, svgclass="qr", lineclass=None, title="Opens this case again"
    ).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" role="img" ', 1)

"""Forms: boxes that are ticked or not, and criteria with what was found of the person.

An option whose box is empty is nobody's, nor is a question of which no box is ticked. A criterion is nobody's value: of
'LVEF >= 50 % | 45 % | N' the name stays, the limit goes, and what was found is read behind the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.language.numbers import spelled
from hoofbeat.language.records import expanded, text_words
from hoofbeat.language.tokens import pieces
from hoofbeat.letters.rows import Cell, Line, Sheet

_BOX = re.compile(r"\[[ xX\u2713\u2714]?\]|\([ xX]\)|[\u2610\u2611\u2612\u25a1]")
_GAP = re.compile(r"(?<=\S)(?:[ ]{2,}|\t+)(?=[^\s(])|(?<=\w)[.;][ ](?=[A-Z][^.;:\[\]]*:\s*$)", re.MULTILINE)
"""Between the last option of a question and the next question of the line; a remark in brackets stays with its option."""
_HEADS_BOXES = re.compile(r"[^.:;]{3,60}(?:\([^()]*\))?:?\s*")
"""A line that can be the heading of the boxes below it."""
_CHOICE = re.compile(
    r"\b(?:Y(?:es)?\s*/\s*N(?:o)?|yes\s*/\s*no)(?:\s*/\s*(?:NA|N/A|unknown|not known))?[ ]*(?=$|[ ]{2}|\t|[|;])"
)
_ALTERNATIVES = re.compile(r":[^:/|]+/[^:|]+")
_ALTERNATIVE = re.compile(r"[ ]*(?P<chosen>\[[A-Za-z][^\[\]/]+\])?[^/\[\](]*")
"""The parts of 'a / [b] / c' behind a label."""
_ANSWERED = re.compile(r"\s-{1,2}\s+(?:no|none|nil|absent|never|not)\b|:\s*(?:no|none|nil|absent)\b", re.IGNORECASE)
"""An answer in words behind an empty box: '[ ] active infection - no'."""
_REMARK = re.compile(r"\s*\([^()]*\)")
_CROSS = re.compile(r"[ ](?:\u2717|\u2718)(?=[ ]{2}|\t|[ ]*[|;,.]|[ ]*$)")
_CHECK = re.compile(r"[ ](?:\u2713|\u2714)(?=[ ]{2}|\t|[ ]*[|;,.]|[ ]*$)")
"""Marks behind what they answer: 'FDG discordance \u2718   renal function \u2714'."""
_BOUND = r"(?:[<>\u2264\u2265]=?|=[<>])\s*"
_LIMIT = re.compile(rf"{_BOUND}(?:(?:CTCAE\s+)?(?:grade|gr\.?|G)\s*)?\d(?:[^,;()|]|,(?=\d{{3}}))*?(?=[,;()|]|\s*$)")
"""A comparison up to the end of its part of the criterion: '>= 1.5 x ULN'."""
_SPAN = re.compile(
    r"(?<=[A-Za-z)\d] )(?:status\s+)?\d{1,2}\s*(?:-|to|or|/|\u2013)\s*\d{1,2}(?=\s*%?\s*(?:[,;(]|$))"
    r"|\bG[1-3]\s*(?:-|to|or|/|\u2013)\s*G?[1-3]\b"
)
"""What a criterion allows without a sign of comparison: 'ECOG 0-1', 'ECOG 0 or 1'."""
_NUMBER = re.compile(r"\(?\s*[<>~]?\s*\d")
_VALUE = re.compile(r"[\s:(]*(?:[<>~]\s*)?(?:(?:CTCAE\s+)?(?:grade|gr\.?)\s*)?\d", re.IGNORECASE)
"""A finding that is a number, or a grade, and needs the name of what it is a value of."""
_BARE = re.compile(r"[\s:(]*\d[\d.,]*\s*(?:[)|;,]|$)")
_BOUND_ALONE = re.compile(rf"{_BOUND}\d[\d.,]*")
"""A value without a unit has that of the limit: 'Hgb >= 9 g/dL -> 11.9'."""
_ITEM = re.compile(r"^[-*]?\s*(?:\d{1,2}[.)]|[a-z][.)])?\s*")
_COUNT = re.compile(r"[-*]?\s*\d{1,2}[.)]?")
"""What numbers the rows of a list."""
_LONGEST = 60
"""Characters of a criterion before its double point."""
_LEADS = re.compile(r"[ ]*(?:->|=>|\u2192)[ ]*")
_LIMIT_BEFORE_VALUE = re.compile(r"(?<=\s)([<>=\u2264\u2265]{1,2}\s*\d[^()<>=]*?)(?=\(\s*[<>~]?\s*\d)")


def fill_in(sheet: Sheet, lines: Sequence[Line]) -> None:
    """Leave of the forms of a letter what they say of the person."""
    before: Line | None = None
    for line in lines:
        _answer_boxes(sheet, line)
        _answer_choice(sheet, line)
        _answer_alternatives(sheet, line)
        if before is not None and _is_left_empty(line.text) and _HEADS_BOXES.fullmatch(before.text):
            sheet.blank(before.start, before.end)
        before = line
        _answer_marks(sheet, line)
        _answer_criterion(sheet, line)
    for number, heading in enumerate(lines):
        columns = _asked_and_found(heading)
        _answer_columns(sheet, heading, lines[number + 1 :])
        if columns is not None:
            _answer_table(sheet, heading, lines[number + 1 :], *columns)


def _answer_columns(sheet: Sheet, heading: Line, below: Sequence[Line]) -> None:
    """Of a table with a column for yes and one for no, the rows that are not marked under yes are left out."""
    columns = (
        {_parts_of(heading.text)[n].lower(): n for n in range(len(_parts_of(heading.text)))} if heading.barred else {}
    )
    yes, no = (next((columns[w] for w in words if w in columns), None) for words in (("y", "yes"), ("n", "no")))
    if yes is None or no is None:
        return
    for row in below:
        if not row.barred:
            return
        parts = _parts_of(row.text)
        if not row.is_rule and (len(parts) <= max(yes, no) or not parts[yes]):
            sheet.blank(row.start, row.end)


def _parts_of(text: str) -> list[str]:
    """What stands between the bars of a row, empty places too."""
    return [part.strip() for part in text.split("|")]


# Boxes


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of a question: whether it is ticked, and the places of its box and of its words."""

    ticked: bool
    start: int
    box_end: int
    end: int


@dataclass(frozen=True, slots=True)
class _Question:
    """What stands before some boxes, and the options; places in the line."""

    start: int
    end: int
    options: tuple[_Option, ...]


def _is_ticked(box: re.Match[str]) -> bool:
    return box[0].strip("[]( )") != "" and box[0] not in "\u2610\u25a1"


def _answer_boxes(sheet: Sheet, line: Line) -> None:
    """Blank out the options without a tick: '[ ] typical carcinoid  [x] atypical carcinoid', 'COPD [ ] Y [x] N   IHD [x] Y [ ] N'."""
    boxes = list(_BOX.finditer(line.text))
    if not boxes:
        return
    after = line.text[boxes[-1].end() :].strip()
    if _is_left_empty(line.text) and _REMARK.fullmatch(after):
        sheet.blank(line.start + line.text.rfind(". ", 0, boxes[0].start()) + 1, line.start + boxes[-1].end())
        return
    behind = not after and line.text[: boxes[0].start()].strip(" -*")
    if behind:
        _answer_boxes_behind(sheet, line, boxes)
        return
    for question in _questions(line.text, boxes):
        _answer_question(sheet, line, question)


def _answer_boxes_behind(sheet: Sheet, line: Line, boxes: list[re.Match[str]]) -> None:
    """The same where the box stands behind its option: 'typical carcinoid [ ]  atypical carcinoid [x]'."""
    text = line.text
    label = text.find(":") + 1 if ":" in text[: boxes[0].start()] else 0
    first = max(label, text.rfind("  ", label, len(text[: boxes[0].start()].rstrip())))
    for box, begin in zip(boxes, [first, *(b.end() for b in boxes)], strict=False):
        sheet.blank(line.start + (box.start() if _is_ticked(box) else begin), line.start + box.end())


def _questions(text: str, boxes: list[re.Match[str]]) -> Iterator[_Question]:
    """The questions of a line, parted where a gap is followed by words that have no box of their own."""
    before = text[: boxes[0].start()].rstrip()
    start, end = max(0, before.rfind("  ") + 2 if "  " in before.strip() else 0), len(before)
    options: list[_Option] = []
    for number, box in enumerate(boxes):
        until = boxes[number + 1].start() if number + 1 < len(boxes) else len(text)
        gap = _GAP.search(text, box.end(), until)
        stop = gap.start() if gap else box.end() + len(text[box.end() : until].rstrip())
        options.append(_Option(_is_ticked(box), box.start(), box.end(), stop))
        if gap:
            yield _Question(start, end, tuple(options))
            start, end = gap.end(), gap.end() + len(text[gap.end() : until].rstrip())
            options = []
    if options:
        yield _Question(start, end, tuple(options))


def _answer_question(sheet: Sheet, line: Line, question: _Question) -> None:
    at, text = line.start, line.text
    if question.start and text[question.start : question.end].strip():
        sheet.mark(at + question.start - 1, ";")
    ticked = [o for o in question.options if o.ticked]
    if not ticked and len(question.options) == 1 and _ANSWERED.search(text, question.options[0].box_end):
        sheet.blank(at + question.options[0].start, at + question.options[0].box_end)
        return
    if not ticked:
        sheet.blank(at + question.start, at + question.options[-1].end)
        return
    for option in question.options:
        if option.ticked:
            sheet.blank(at + option.start, at + option.box_end)
        else:
            sheet.blank(at + option.start, at + _end_of_unticked(text, option, question))
    asked = text[question.start : question.end].strip(" -*")
    if asked and not asked.endswith((":", "?", "=")):
        sheet.mark(at + question.end, ":")
    for option in ticked[1:]:
        sheet.mark(at + option.start, ",")


def _end_of_unticked(text: str, option: _Option, question: _Question) -> int:
    """Where the words of an option end: a remark behind the last one may be told of the one that is ticked."""
    words = _REMARK.sub("", text[option.box_end : option.end])
    if option is not question.options[-1] or words.strip().lower() not in _yes_or_no():
        return option.end
    return option.box_end + len(text[option.box_end : option.end].split("(")[0])


def _is_left_empty(text: str) -> bool:
    """Whether a line has several boxes, none of them ticked."""
    boxes = list(_BOX.finditer(text))
    return len(boxes) > 1 and not any(_is_ticked(b) for b in boxes)


def _answer_choice(sheet: Sheet, line: Line) -> None:
    """Blank out a question that nobody answered: 'Pregnant:  Y / N'."""
    for choice in _CHOICE.finditer(line.text):
        begin = line.text.rfind("  ", 0, len(line.text[: choice.start()].rstrip(" :"))) + 1
        sheet.blank(line.start + begin, line.start + choice.end())


def _answer_alternatives(sheet: Sheet, line: Line) -> None:
    """Of 'Extent: LOCALIZED / [METASTATIC]' what stands in brackets is left, of 'Pain: none / mild / severe (please circle)' nothing."""
    options = list(_ALTERNATIVE.finditer(line.text, line.text.find(":") + 1)) if _ALTERNATIVES.search(line.text) else []
    chosen = [o for o in options if o["chosen"]]
    if len(chosen) == 1:
        begin, end = (line.start + at for at in chosen[0].span("chosen"))
        sheet.blank(line.start + options[0].start(), begin + 1)
        sheet.blank(end - 1, line.start + options[-1].end())
    elif _to_choose().search(line.text):
        sheet.blank(line.start, line.start + len(line.text))


@lru_cache(maxsize=1)
def _to_choose() -> re.Pattern[str]:
    """What asks to choose among the words of a line."""
    return re.compile(rf"\b{spelled(expanded(text_words().choose_one))}\b", re.IGNORECASE)


def _answer_marks(sheet: Sheet, line: Line) -> None:
    """'FDG discordance \u2718', 'Active infection - no.': they say no to what stands before them."""
    for dash in _dash().finditer(line.text):
        sheet.mark(line.start + dash.start(), ":")
    for cross in _CROSS.finditer(line.text):
        sheet.mark(line.start + cross.start(), ":n")
    marks = [*_CROSS.finditer(line.text), *_CHECK.finditer(line.text)]
    for mark in marks:
        if line.text[mark.end() : mark.end() + 2] == "  ":
            sheet.mark(line.start + mark.end(), ";")


@lru_cache(maxsize=1)
def _dash() -> re.Pattern[str]:
    """The dash between a question and its answer: 'Active infection - no.'"""
    words = spelled(expanded(text_words().criterion_not_met))
    return re.compile(rf"(?<=\w[ ])-{{1,2}}(?=[ ]{words}[ ]*(?:[.;,]|$))", re.IGNORECASE)


# Criteria


@lru_cache(maxsize=1)
def _yes_or_no() -> frozenset[str]:
    words = text_words()
    return frozenset(expanded([*words.criterion_met, *words.criterion_not_met]))


@lru_cache(maxsize=1)
def _answer() -> re.Pattern[str]:
    words = text_words()
    no, yes = (spelled(expanded(found)) for found in (words.criterion_not_met, words.criterion_met))
    return re.compile(rf"(?:(?P<no>{no})|(?P<yes>{yes}))(?=\s*(?:[(,;.:|]|-|$|\s\S))", re.IGNORECASE)


def _answer_criterion(sheet: Sheet, line: Line) -> None:
    """'Hb >= 80 g/L   MET (Hgb 131 g/L)', '[x] ANC >= 1.5 -> 2.6': the limit goes, what is found behind it stays."""
    box = _BOX.search(line.text)
    ticked = box is not None and _is_ticked(box) and not line.text[: box.start()].strip()
    if ticked:
        for match in _LIMIT_BEFORE_VALUE.finditer(line.text):
            sheet.blank(line.start + match.start(1), line.start + match.end(1))
    parts = _criterion_and_finding(line.text, line.cells)
    if parts is None:
        return
    start, end, found = parts
    criterion, finding = line.text[start:end], line.text[found:]
    answer = _answer().match(finding)
    shouted = answer is not None and answer[0].isupper() and len(answer[0]) > 2
    limited = bool(_LIMIT.search(criterion)) or (bool(answer or ticked) and bool(_SPAN.search(criterion)))
    if (limited and (answer or ticked or _VALUE.match(finding))) or shouted:
        _join(sheet, line.start + start, criterion, line.start + found, finding)


def _join(sheet: Sheet, start: int, criterion: str, found: int, finding: str) -> None:
    """Leave the name of a criterion and what was found, as a label and its answer: places in the text."""
    answer = _answer().match(finding)
    rest = finding[answer.end() :] if answer else finding
    limits = sorted([*_LIMIT.finditer(criterion), *_SPAN.finditer(criterion)], key=lambda m: m.start())
    value = _VALUE.match(rest) is not None
    end = start + len(criterion)
    refuted = answer is not None and answer["no"] is not None and limits and not re.search(r"\d", rest)
    if refuted or (value and len(limits) > 1):
        sheet.blank(start, end)
    for limit in limits:
        sheet.blank(start + limit.start(), end if value else start + limit.end())
    sheet.blank(end, found)
    if not sheet.text[start:end].strip():
        return
    at = start + limits[-1].start() if limits and not criterion[limits[-1].end() :].strip() else end
    if value and limits and _BARE.match(rest) and _BOUND_ALONE.match(limits[0][0]):
        unit = _BOUND_ALONE.sub("", limits[0][0]).strip()
        at = start + limits[0].start()
        sheet.mark(at, unit)
        at += len(unit)
    sheet.mark(at, ":")


def _criterion_and_finding(text: str, cells: Sequence[Cell]) -> tuple[int, int, int] | None:
    """Where in a row a criterion begins and ends, and where what was found begins; places in the line."""
    leads = _LEADS.search(text)
    if leads and (_LIMIT.search(text[: leads.start()]) or _SPAN.search(text[: leads.start()])):
        return 0, leads.start(), leads.end()
    begin = text.find(cells[0].text) if cells else 0
    offset = cells[0].start - begin if cells else 0
    named = (
        [c for c in cells if not _COUNT.fullmatch(c.text)] if cells and _COUNT.fullmatch(cells[0].text) else list(cells)
    )
    if len(named) > 1 and not _NUMBER.match(_ITEM.sub("", named[0].text)):
        return named[0].start - offset, named[0].end - offset, named[1].start - offset
    behind = re.search(r"(?<=\S)\s*:\s+", text)
    if (
        behind
        and behind.start() <= _LONGEST
        and ". " not in text[: behind.start()]
        and _answer().match(text, behind.end())
    ):
        return 0, behind.start(), behind.end()
    return None


def _asked_and_found(heading: Line) -> tuple[int, int] | None:
    """The columns of what a protocol asks for and of what was found, where a heading names both."""
    if len(heading.cells) < 2:
        return None
    asked = [n for n, cell in enumerate(heading.cells) if _is_named(cell, tuple(text_words().columns["asked"]))]
    found = [n for n, cell in enumerate(heading.cells) if _is_named(cell, tuple(text_words().subject_columns))]
    found = [n for n in found if n not in asked]
    return (0, found[0]) if asked[:1] == [0] and found else None


@lru_cache(maxsize=4)
def _names(listed: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(pieces(name) for name in expanded(listed))


def _is_named(cell: Cell, listed: tuple[str, ...]) -> bool:
    return pieces(cell.text) in _names(listed)


def _answer_table(sheet: Sheet, heading: Line, below: Sequence[Line], asked: int, found: int) -> None:
    for row in below:
        if row.is_rule:
            continue
        if len(row.cells) < 2 or row.barred != heading.barred:
            return
        cells = [_under(row, heading, place) for place in (asked, found)]
        if cells[0] is None or cells[1] is None or cells[0] is cells[1]:
            continue
        _answer_row(sheet, row, cells[0], cells[1])


def _under(row: Line, heading: Line, place: int) -> Cell | None:
    """The cell of a row that stands under a heading."""
    head = heading.cells[place]
    if row.barred:
        return next((c for c in row.cells if c.column == head.column), None)
    if len(row.cells) == len(heading.cells):
        return row.cells[place]
    return min(row.cells, key=lambda c: abs((c.start - row.start) - (head.start - heading.start)))


def _answer_row(sheet: Sheet, row: Line, asked: Cell, found: Cell) -> None:
    """Leave of a row the name of what is asked with what was found; a finding in words of its own needs no name."""
    answer = _answer().match(found.text)
    alone = answer is not None and not found.text[answer.end() :].strip(" .")[:1].isalpha()
    if _VALUE.match(found.text) or alone:
        _join(sheet, asked.start, asked.text, found.start, found.text)
    else:
        sheet.blank(asked.start, found.start)
        sheet.mark(asked.start, "-")
    for cell in row.cells:
        if cell is not asked and cell is not found:
            sheet.blank(cell.start, cell.end)
    if row.barred:
        sheet.blank(found.end, row.end)
        sheet.blank(row.start, asked.start)

"""Lists out of paragraphs that only look like list items, as word processors write them.

A number is never lost or changed. "1." becomes an item of a list where at least two of its kind follow each other by
one; every other label ("Điều 5.", "a)", "1.1.") is written out before its paragraph, and so is a number that stands
alone. Bullets become items; what stands between two of them parts the list.
"""

import re
from dataclasses import dataclass, replace
from itertools import groupby

from .blocks import Block, Run

PLAIN_NUMBER = re.compile(r"([1-9]\d{0,3})\.")
SYMBOL_FONTS = {"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings", "courier new"}
LEADERS = "-–—•·*+▪■●○◦▫□►✓✔→⁃"
MOST_ROUNDS = 5


def with_lists(blocks, report) -> list[Block]:
    """Return blocks with real lists in the place of labelled paragraphs, at every depth."""
    result = []
    for is_item, group in groupby(blocks, lambda block: block.tag == "p" and bool(block.label_text)):
        if is_item:
            result += _listed(list(group), report)
        else:
            result += [_inside(block, report) for block in group]
    return result


def _inside(block, report):
    if any(isinstance(each, Block) for each in block.content):
        block.content = with_lists(block.content, report)
    return block


def _listed(items, report):
    kinds = [_kind(item) for item in items]
    for _round in range(MOST_ROUNDS):
        lonely = _lonely(items, kinds)
        if not lonely:
            break
        for at in lonely:
            kinds[at] = "written"
    else:
        kinds = ["written" if isinstance(kind, int) else kind for kind in kinds]
    result = []
    for is_written, group in groupby(zip(items, kinds, strict=True), lambda pair: pair[1] == "written"):
        pairs = list(group)
        result += [_written(item, report) for item, _kind in pairs] if is_written else _nested(pairs, report)
    return result


def _kind(item):
    """ "bullet", the number, or "written" for what must be kept in words."""
    if item.heading is not None:
        return "written"
    label = item.label_text
    if len(label) == 1 and (label in LEADERS or item.label[0].look.font.lower() in SYMBOL_FONTS or label == "o"):
        return "written" if label.isdecimal() else "bullet"
    if not any(char.isalnum() for char in label):
        return "bullet"
    match = PLAIN_NUMBER.fullmatch(label)
    return int(match[1]) if match else "written"


def _lonely(items, kinds):
    """Return the places of numbers that belong to no series of two or more."""
    series, opened = [], {}
    for at, (item, kind) in enumerate(zip(items, kinds, strict=True)):
        if kind == "written":
            opened = {}
            continue
        opened = {depth: run for depth, run in opened.items() if depth <= item.depth}
        run = opened.get(item.depth)
        if kind == "bullet":
            opened.pop(item.depth, None)
        elif run and kinds[run[-1]] + 1 == kind:
            run.append(at)
        else:
            opened[item.depth] = [at]
            series.append(opened[item.depth])
    return [run[0] for run in series if len(run) == 1]


def _written(item, report):
    """Put the label before the words, parted by one space."""
    report.add("labels")
    label = "".join(run.text for run in item.label).replace("\xa0", " ").strip()
    first, *rest = item.content or [Run("", item.label[0].look)]
    item.content = [Run(label, item.label[0].look), replace(first, text=f" {first.text.lstrip()}"), *rest]
    item.label = []
    return item


@dataclass
class _Open:
    depth: int
    block: Block
    number: int | str


def _nested(pairs, report):
    """Build lists of items that all have their place in one."""
    result, stack = [], []
    for item, kind in pairs:
        tag = "ul" if kind == "bullet" else "ol"
        while stack and stack[-1].depth > item.depth:
            stack.pop()
        if stack and stack[-1].depth == item.depth and not _goes_on(stack[-1], tag, kind):
            stack.pop()
        if not stack or stack[-1].depth < item.depth:
            made = Block(tag, attributes={"start": str(kind)} if tag == "ol" and kind != 1 else {})
            (stack[-1].block.content[-1].content if stack else result).append(made)
            stack.append(_Open(item.depth, made, kind))
            report.add("lists")
        stack[-1].number = kind
        stack[-1].block.content.append(Block("li", [item]))
        item.label = []
    return result


def _goes_on(opened, tag, kind):
    return opened.block.tag == tag and (tag == "ul" or opened.number + 1 == kind)

"""The walk: from each word of a text along the tree of terms."""

import re

from .judging import Match
from .rows import Gap, Row
from .steps import How, Step, Steps
from .surroundings import Surroundings
from .tree import Node

PATHS = 64  # steps from one place of the text; honest texts need a handful


class Search:
    def __init__(self, row: Row):
        self.row, self.steps, self.around = row, Steps(row), Surroundings(row)
        self.found: set[str] = set()

    def run(self, tree: Node) -> set[str]:
        for start, gap in enumerate(self.row.gaps[:-1]):
            if gap is not Gap.TIGHT:
                self._follow(tree, start)
        return self.found

    def _follow(self, tree: Node, start: int) -> None:
        paths, budget = [(tree, start, ())], PATHS
        while paths and budget:
            node, at, path = paths.pop()
            budget -= 1
            if at == len(self.row.letters) or (path and self.row.gaps[at] is Gap.BORDER):
                continue
            for step in self.steps.at(at):
                for key in keys(node, step, is_first=not path):
                    child, way = node.next[key], (*path, step)
                    self._judge(child, way)
                    if child.next:
                        paths.append((child, step.end, way))

    def _judge(self, node: Node, way: tuple[Step, ...]) -> None:
        for term, meant in node.terms:
            if term not in self.found and Match(self.around, way, meant).holds():
                self.found.add(term)


def keys(node: Node, step: Step, *, is_first: bool) -> list[str]:
    """Return the branches that a step may take: one, or with a letter hidden all that its pattern allows."""
    if step.how is not How.MASKED:
        return [step.reading.key] if step.reading.key in node.next else []
    if len(step.mask) < 2 or (is_first and len(step.mask.replace(".", "")) < 2):
        return []
    return [key for key, bare in node.bare.items() if re.fullmatch(step.mask, bare)]

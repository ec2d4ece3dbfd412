"""Legacy letters in a pasted text: the fonts say which they are, or else the words do."""

from dataclasses import dataclass, field, replace

from ..text import legacy
from .blocks import Run, joined, walk

MOST_SHOWN = 8  # paragraphs in the preview
LONGEST_SHOWN = 300


@dataclass
class Change:
    """What a conversion changes, for the person to compare."""

    is_made: bool
    encodings: set = field(default_factory=set)
    pairs: list = field(default_factory=list)  # of (before, after)

    def note(self, before, after, encoding):
        self.encodings.add(legacy.TCVN3 if encoding == legacy.CAPITALS else encoding)
        if len(self.pairs) < MOST_SHOWN and before != after:
            self.pairs.append((before.strip()[:LONGEST_SHOWN], after.strip()[:LONGEST_SHOWN]))


def converted(blocks, *, is_wanted=True) -> Change:
    """Change legacy letters to Unicode in place, or only find out what would change."""
    paragraphs = [block for block in walk(blocks) if any(isinstance(each, Run) for each in block.content)]
    change = Change(is_made=is_wanted)
    hint = legacy.prevailing("\n".join(block.text for block in paragraphs))
    for block in paragraphs:
        runs = [run for run in block.content if isinstance(run, Run)]
        if len(runs) < len(block.content):
            continue  # blocks among the words: they come in turn
        runs, label = _read_anew(runs, hint), _read_anew(block.label, hint)
        before, after = block.text, "".join(run.text for run in runs[0])
        for encoding in runs[1] | label[1]:
            change.note(before, after, encoding)
        if is_wanted:
            block.content, block.label = runs[0], label[0]
    return change


def _read_anew(runs, hint):
    """Return the runs in Unicode, and the encodings found in them."""
    runs = joined(runs)
    text, found, place = "".join(run.text for run in runs), set(), 0
    stretches = legacy.runs(text, hint)
    result = []
    for run in runs:
        encoding = legacy.encoding_of_font(run.look.font)
        if encoding and not legacy.speaks_against(run.text):
            new = legacy.convert(run.text, encoding)
            found |= {encoding} if new != run.text else set()
        else:
            new, used = _in_stretches(run.text, place, stretches)
            found |= used
        result.append(replace(run, text=new))
        place += len(run.text)
    return result, found


def _in_stretches(text, place, stretches):
    """Convert what of a run, which begins at a place of its paragraph, lies in the stretches of the paragraph."""
    parts, end, used = [], 0, set()
    for stretch in stretches:
        first, last = max(stretch.start - place, end), min(stretch.end - place, len(text))
        if first < last:
            parts += [text[end:first], legacy.convert(text[first:last], stretch.encoding)]
            end = last
            used.add(stretch.encoding)
    return "".join([*parts, text[end:]]), used

"""Is a match what the writer meant? The letters agree; here their marks and the words around them are weighed."""

from .agreement import Verdict, compare
from .frequent import is_frequent
from .rows import Gap
from .steps import How, Step
from .surroundings import Surroundings
from .syllables import Reading, read

# Bare forms of the words that hold a sentence together (đã, để, cho, đi, đó): at the end of a term they may be these.
PARTICLES = set("da de den cho di do la co cua o thi se ra vao len xuong the ma va".split())
POINTING = {"nay", "kia", "ay", "nao"}  # after them no particle
ADDRESSED = set("thang con bon lu may chung tui tao no ong ba cai nha".split())  # whom one swears at


class Match:
    """The steps that lead to a term, and how far each of them agrees with it."""

    def __init__(self, around: Surroundings, steps: tuple[Step, ...], meant: list[Reading]):
        self.around, self.row = around, around.row
        self.steps, self.meant = steps, meant
        self.start, self.end = steps[0].start, steps[-1].end
        self.verdicts = [verdict_on(step, reading) for step, reading in zip(steps, meant, strict=True)]

    def holds(self) -> bool:
        if None in self.verdicts or not self._stands_alone():
            return False
        if self.meant[0].strict:
            return not self._lacking
        if all(reading.is_abbreviation for reading in self.meant):
            return self._is_meant_abbreviation()
        return not self._is_excused() and self._is_intended()

    @property
    def _lacking(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.lacks]

    @property
    def _has_marks(self) -> bool:
        return any(verdict.marked for verdict in self.verdicts)

    def _stands_alone(self) -> bool:
        """No further letter belongs to it: "đ.m.h" are initials, "cách" is not "các"."""
        size = self.end - self.start
        rest = self.row.letters[self.end : self.row.piece_end(self.end - 1)]
        if not all(letter.digit for letter in rest) or (rest and size < 4):
            return False
        is_short = size < 5 and not rest and not self.around.is_marked(self.start, self.end)
        if is_short and any(step.how is How.GLUED for step in self.steps):
            return False
        begins_before = self._goes_on(self.steps[0], self.start - 1, self.start)
        return not (begins_before or self._goes_on(self.steps[-1], self.end, self.end))

    def _goes_on(self, step: Step, at: int, gap: int) -> bool:
        """Is the letter beside a parted syllable one more of its row? A space ends a row that is parted by signs."""
        row = self.row
        ends = row.gaps[gap] is Gap.SPACED and Gap.SPACED not in row.gaps[step.start + 1 : step.end]
        return step.how is How.PARTED and not ends and self.around.is_single(at, gap)

    def _is_meant_abbreviation(self) -> bool:
        """Capitals are an office's own (ĐM, định mức), a number before makes a unit, a sign beside it an address."""
        row, start, end = self.row, self.start, self.end
        if start and row.letters[start - 1].digit and row.gaps[start] is not Gap.BORDER:
            return False
        beside = [row.between[at] for at in (start, end) if row.gaps[at] is Gap.JOINED]
        is_unit = self.around.has_units and not self.around.is_marked(start, end)
        if is_unit or any(len(sign) == 1 for sign in beside):
            return False
        if row.between[start].endswith("(") and row.between[end].startswith(")"):
            return False
        letters = row.letters[start:end]
        if not all(letter.upper for letter in letters) or any(letter.count > 2 for letter in letters):
            return True
        return self.around.word_after(end) in ADDRESSED or self.around.is_loud

    def _is_excused(self) -> bool:
        """Is there a plainer way to read it: pieces that met by chance, the number of a plot, another word's half?"""
        pairs = list(zip(self.steps, self.verdicts, strict=True))
        if any(step.how is How.MIXED and verdict.lacks for step, verdict in pairs):
            return True
        dodged = [step for step, verdict in pairs if verdict.dodged]
        if dodged and all(self._is_code(step) for step in dodged):
            return True
        sure_from = 4 if self._lacking else 3  # so many syllables do not meet by chance
        return len(self.steps) < sure_from and self._is_claimed()

    def _is_code(self, step: Step) -> bool:
        """Plot D3, block A1: a capital and a number are no look-alikes by themselves."""
        first, *rest = self.row.letters[step.start : step.end]
        return step.how is How.PLAIN and first.upper and bool(rest) and all(letter.digit for letter in rest)

    def _is_claimed(self) -> bool:
        """Is the first or the last syllable one half of a frequent word with its neighbour outside?"""
        row, start, end, pairs = self.row, self.start, self.end, []
        among_marks = self.around.carry_marks(start, end)
        if start and row.gaps[start] is not Gap.BORDER:
            pairs.append((read(self.around.piece_before(start))[0], self.steps[0].reading))
        if row.gaps[end] not in (Gap.BORDER, Gap.TIGHT):
            neighbour = read(self.around.piece_after(end))[0]
            after = row.piece_end(end)
            further = self.around.piece_after(after) if row.gaps[after] is Gap.SPACED else []
            if not (further and is_frequent(neighbour, read(further)[0], among_marks=among_marks)):
                pairs.append((self.steps[-1].reading, neighbour))  # "nợ xấu | hồ sơ" is not "xấu hổ"
        return any(is_frequent(left, right, among_marks=among_marks) for left, right in pairs)

    def _is_intended(self) -> bool:
        """Are missing marks a dodge, and not the keyboard of an honest writer?"""
        if any(verdict.confused for verdict in self.verdicts):
            full = [verdict for verdict in self.verdicts if not verdict.lacks]
            return bool(full) and all(verdict.marked for verdict in full)
        if not self._lacking or any(verdict.dodged for verdict in self.verdicts):
            return True
        if self._has_marks or self.around.carry_marks(self.start, self.end):
            return self._stands_out() or self._is_bare_in_company()
        return len(self.steps) > 1 and self._is_clear_without_marks()

    def _stands_out(self) -> bool:
        """Among marked words: a syllable that is none as it stands, or one slip in a long term typed in full."""
        full = [verdict for verdict in self.verdicts if not verdict.lacks and verdict.marked]
        is_long = len(self.verdicts) > 2 and 2 * len(full) >= len(self.verdicts)
        return is_long or any(not verdict.is_word for verdict in self._lacking)

    def _is_bare_in_company(self) -> bool:
        return len(self.steps) > 1 and not self._has_marks and self.around.are_company(self.start)

    def _is_clear_without_marks(self) -> bool:
        first, *others = self.steps
        if any(self._is_upper(step) for step in others) and not self._is_upper(first):
            return False  # "thuoc Lac Son": a name begins
        if len(self.steps) > 3 or self.around.are_company(self.start):
            return True
        if len(self.steps) == 2 and is_frequent(first.reading, others[0].reading, among_marks=False):
            return False  # "vai lon" is a few cans
        last = others[-1].reading.word
        return (
            last not in PARTICLES
            or self.around.word_after(self.end) in POINTING
            or (self.row.gaps[self.end] is Gap.BORDER and last not in ("di", "do"))
        )

    def _is_upper(self, step: Step) -> bool:
        return self.row.letters[step.start].upper


def verdict_on(step: Step, meant: Reading) -> Verdict | None:
    typed = step.reading
    if step.how is not How.MASKED:
        verdict = compare(typed, meant)
        return verdict and verdict._replace(dodged=verdict.dodged or step.how in (How.PARTED, How.GLUED))
    if (typed.tones and meant.tones[:1] not in [*typed.tones]) or (typed.barred and not meant.barred):
        return None
    return Verdict(lacks=False, marked=typed.marked, dodged=True, is_word=False)

"""What a PDF does by itself as it opens: to turn to a page is its own affair, to go to an address elsewhere is not.

Such an action stands in the catalog or in a page, or is an object of its own that may name others to follow. All of
them may be packed together with other objects.
"""

import re
from collections import defaultdict
from itertools import pairwise

# White space with comments, as a reader of PDF takes it; so few that no file can make the search slow.
SPACE = rb"(?:[\x00\s]++|%[^\r\n]{0,80}+[\r\n]){0,8}+"
REFERENCED = rb"[0-9]{1,10}+" + SPACE + rb"[0-9]{1,5}+" + SPACE
OBJECT = re.compile(rb"([0-9]{1,10}+)" + SPACE + rb"[0-9]{1,5}+" + SPACE + rb"obj\b")
REFERENCE = re.compile(rb"([0-9]{1,10}+)" + SPACE + rb"[0-9]{1,5}+" + SPACE + rb"R\b")
BY_ITSELF = re.compile(rb"/(?:OpenAction|AA)(?![0-9A-Za-z_])" + SPACE)
READABLE = re.compile(rb"<<|\[|null|" + REFERENCED + rb"R\b")
ONWARD = re.compile(
    rb"/(?:OpenAction|AA|Next|O|C|PO|PC|PV|PI)" + SPACE + rb"\[?((?:" + SPACE + REFERENCED + rb"R\b){1,99})"
)
LEADS_OUT = re.compile(rb"/S" + SPACE + rb"/(?:URI|GoToR|Thread)(?![0-9A-Za-z_])")
FIRST = re.compile(rb"/First\s+([0-9]{1,8})")
LIST, NUMBER = re.compile(rb"[0-9\s]*+"), re.compile(rb"[0-9]{1,10}")


class Opening:
    """What is learnt of the actions while the objects of a file pass by."""

    def __init__(self):
        self.begun = set()  # the objects that are named where something begins by itself
        self.onward = defaultdict(set)
        self.leads_out = set()

    def look_through(self, data):
        """Note the objects that lie open in the file; `data` with its names spelt out."""
        found = None
        for following in OBJECT.finditer(data):
            self._look(found, data, following.start())
            found = following
        self._look(found, data, len(data))

    def look_into(self, objects, about):
        """Note the objects of a stream of them, which begins with the list of their numbers and places."""
        firsts = FIRST.findall(about)
        first = int(firsts[-1]) if firsts else len(LIST.match(objects)[0])
        listed = [int(number) for number in NUMBER.findall(objects[:first])]
        places = sorted({*listed[1::2], len(objects)})
        ends = dict(pairwise(places))
        for number, place in zip(listed[::2], listed[1::2], strict=False):
            self._note(number, objects[first + place : first + ends.get(place, place)])

    @property
    def goes_elsewhere(self):
        """Whether what begins by itself comes to an address."""
        reached, waiting = set(), set(self.begun)
        while waiting:
            number = waiting.pop()
            reached.add(number)
            waiting |= self.onward[number] - reached
        return not reached.isdisjoint(self.leads_out)

    def _look(self, found, data, end):
        if found:
            self._note(int(found[1]), data[found.end() : end].partition(b"stream")[0])

    def _note(self, number, body):
        onward = {int(one) for named in ONWARD.findall(body) for one in REFERENCE.findall(named)}
        begun = [READABLE.match(body, found.end()) for found in BY_ITSELF.finditer(body)]
        if begun:
            self.begun |= onward | {number}
        if LEADS_OUT.search(body) or None in begun:
            self.leads_out.add(number)
        if onward:
            self.onward[number] |= onward

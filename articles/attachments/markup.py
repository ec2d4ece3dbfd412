"""XML read piece by piece, without entities: those can grow without bound or fetch files."""

from xml.parsers.expat import ParserCreate

from .errors import damaged, too_much_inside

DEEPEST = 500


class Reader:
    """Calls `begin(tag, attributes)`, `text(words)` and `end(tag)`, as far as given; names without namespaces.

    A sheet has millions of elements: with `tags`, begin and end are called for those alone.
    """

    def __init__(self, begin=None, text=None, end=None, *, tags=None):
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.EntityDeclHandler = self.parser.ExternalEntityRefHandler = _refuse
        self.depth = 0
        self.begin, self.ended, self.tags = begin, end, tags
        if begin:
            self.parser.StartElementHandler = self._begin
            self.parser.EndElementHandler = self._end
        if text:
            self.parser.CharacterDataHandler = text

    def feed(self, piece):
        self.parser.Parse(piece, False)

    def close(self):
        self.parser.Parse(b"", True)

    def _begin(self, tag, attributes):
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_much_inside()
        name = local(tag)
        if self.tags is None or name in self.tags:
            self.begin(name, {local(each): value for each, value in attributes.items()})

    def _end(self, tag):
        self.depth -= 1
        name = local(tag)
        if self.ended and (self.tags is None or name in self.tags):
            self.ended(name)


def local(name):
    return name.rpartition(" ")[2]


def _refuse(*_args):
    raise damaged()

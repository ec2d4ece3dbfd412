"""Text boxes of a Word file that stand in each other: read once, where the outermost stands."""

from articles.pasting import docx

from .word_file import p, word_file


def boxed(inner):
    return f"<w:p><w:r><w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing></w:r></w:p>"


def test_a_box_in_a_box_in_a_box_is_read_once_and_in_order():
    draft = docx.read_docx(word_file(p("một") + boxed(p("hai") + boxed(p("ba") + boxed(p("bốn"))))))

    assert draft.html == "<p>một</p>\n<p>hai</p>\n<p>ba</p>\n<p>bốn</p>"


def test_boxes_cost_what_they_hold_however_deep_they_stand(monkeypatch):
    visits = []
    found = docx.package.Element.anywhere

    def counted(element, *arguments):
        visits.append(element)
        return found(element, *arguments)

    def number_of_visits(depth):
        inner = p("trong cùng")
        for _level in range(depth):
            inner = boxed(inner)
        visits.clear()
        assert docx.read_docx(word_file(inner)).html == "<p>trong cùng</p>"
        return len(visits)

    monkeypatch.setattr(docx.package.Element, "anywhere", counted)

    one, two = number_of_visits(20), number_of_visits(40)

    assert two == 2 * one

"""Which words of a document are its title: a guess that the editor sees at once and can change."""

import re
from html import unescape
from pathlib import PurePosixPath

from ... import text as plain
from ..blocks import has_pictures, lines

LONGEST = 250
MOST_BLOCKS = 6  # that are looked at
TAG = re.compile(r"<[^>]+>")
# As Decree 30/2020/NĐ-CP lists them, and the Party's own.
KIND = re.compile(
    r"(?:nghị quyết|quyết định|chỉ thị|quy chế|quy định|thông cáo|thông báo|thông tri|hướng dẫn|chương trình|kế hoạch"
    r"|phương án|đề án|dự án|báo cáo|biên bản|tờ trình|kết luận|hợp đồng|công điện|bản ghi nhớ|bản th(?:ỏa|oả) thuận"
    r"|giấy mời|giấy ủy quyền|giấy uỷ quyền|thư mời|thư công|lời kêu gọi)",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"(?:v/v|về việc|về )", re.IGNORECASE)
SHORT = re.compile(r"v/v:? ?", re.IGNORECASE)
ENDS = (".", ":", ";", ",")


def take_title(blocks, letterhead, report) -> str:
    """Take the words that are certainly the title off the beginning of a document; "" where none are."""
    for find in (_subject_of_letter, _kind_and_subject, _heading):
        title, count = find(blocks, letterhead)
        if 0 < len(title) <= LONGEST:
            del blocks[:count]
            report.add("titles", find is not _heading)
            return title
    return ""


def _subject_of_letter(blocks, letterhead):
    """Return what a letter is about, which its letterhead has left as the first paragraph."""
    subject = letterhead.subject if letterhead else ""
    return SHORT.sub("Về việc ", subject), 1


def _kind_and_subject(blocks, letterhead):
    """Return "Quyết định về việc …", and of how many blocks it is: what a document is, below it what it is about.

    Under a letterhead the subject, which is bold there, may do without "Về việc".
    """
    top = [
        (line, _is_bold(block), number)
        for number, block in enumerate(blocks[:MOST_BLOCKS], 1)
        if block.tag == "p" and not block.label and not has_pictures([block])
        for line in lines([block])
    ]
    words = [line for line, _is_bold, _number in top]
    if len(top) < 2 or top[0][2] != 1 or not KIND.fullmatch(words[0]):
        return "", 0
    if not SUBJECT.match(words[1]) and not (letterhead and top[1][1] and not words[1].endswith(ENDS)):
        return "", 0
    end = 2
    while end < len(top) and top[end][1] and top[1][1] and words[end][0].islower():
        end += 1
    is_whole = end == len(top) or top[end][2] > top[end - 1][2]
    return (_composed(words[0], " ".join(words[1:end])), top[end - 1][2]) if is_whole else ("", 0)


def _composed(kind, subject):
    """Return kind and subject in one; where the subject is in capitals, nobody knows which of them are names."""
    if subject.isupper():
        return f"{kind} {subject}"
    if not SUBJECT.match(subject) and subject[0].isupper():
        return f"{kind.capitalize()}: {subject}"
    subject = SHORT.sub("về việc ", subject)
    return f"{kind.capitalize()} {subject[0].lower()}{subject[1:]}"


def _is_bold(block):
    return all(run.look.bold for run in block.content if any(char.isalnum() for char in run.text))


def _heading(blocks, _letterhead):
    """Return the words of a heading that begins a document and is not all of it."""
    first = blocks[0] if len(blocks) > 1 else None
    if first is None or first.heading is None or first.label:
        return "", 0
    return plain.one_line(first.text), 1


def guess_title(html, name) -> str:
    """Return the kind and subject of an office's document, else its first words, else the name of the file."""
    top = [_words(line) for line in _outside_tables(html.split("\n"))[:12]]
    for kind, subject in zip(top, top[1:], strict=False):
        if KIND.fullmatch(kind) and SUBJECT.match(subject) and len(kind) + len(subject) < LONGEST:
            return _composed(kind, subject)
    first = next((words for words in top if 0 < len(words) <= LONGEST), "")
    return first or plain.one_line(PurePosixPath(name.replace("\\", "/")).stem)[:LONGEST]


def _outside_tables(lines):
    """The paragraphs that stand by themselves: what is in a table is no title."""
    found, depth = [], 0
    for line in lines:
        depth += line.count("<table>") - line.count("</table>")
        if not depth and line.startswith(("<p>", "<h2>", "<h3>")):
            found.append(line)
    return found


def _words(line):
    return plain.one_line(unescape(TAG.sub(" ", line.replace("<br>", " "))))

"""Why a moderator should look twice at a comment: facts about its text, none of which decides anything.

All functions take text that went through articles.text.normalise. They take time in proportion to its length: runs in
patterns are possessive, and a word is entered at its beginning alone.
"""

import re
import unicodedata
from itertools import product

from articles.text import fold

MOST_LINKS = 5
SENTENCE_END = ". "

# Top-level domains: those that are no word of a sentence, those that are one, and those that are a Vietnamese syllable
# as well. The closer to a sentence, the more must speak for an address: "đẹp.Me tôi" has lost its space, no more.
PLAIN_ENDINGS = frozenset("vn com net org info xyz biz mobi asia icu io app tv".split())
WORD_ENDINGS = frozenset(
    "top site online shop store club cc live vip win bet link pro fun bid loan casino poker blog wiki website space "
    "tech dev page press work today life world news us uk cn ru jp kr tk gg ws sh".split()
)
SYLLABLE_ENDINGS = frozenset("me ly co to in la so do am im be gl at id ga ml st ai".split())
KNOWN_HOSTS = frozenset("t.me m.me fb.me zalo.me wa.me line.me bit.ly cutt.ly ow.ly goo.gl shorturl.at s.id".split())

DOT = r"(?: ?[\[({<] ?(?:[.,]|dot|chấm|cham) ?[\])}>] ?| (?:dot|chấm|cham) | ?[.。] ?)"
ADDRESS = re.compile(
    r"(?<![\w-])(?:h(?:tt|xx)ps? ?: ?/ ?/ ?(?:[^\s/@]*+@)?(?P<host>[\w.-]++)\S*+"
    r"|(?<![.+])[\w.+-]++ ?@ ?[\w.-]++"  # an e-mail address: taken here, so that its end isn't read as a host
    rf"|(?P<first>[\w-]++)(?P<rest>(?:{DOT}[\w-]++)++)(?P<path>/\S*+|(?= ?/ ?\w))?)",
    re.IGNORECASE,
)
DOT_AND_LABEL = re.compile(rf"({DOT})([\w-]++)", re.IGNORECASE)


def links(text: str) -> list[str]:
    """Return the hosts of what is, or dodges as, a web address ("x chấm com", "x[.]net"): in order, at most five."""
    hosts = {}
    for match in ADDRESS.finditer(unicodedata.normalize("NFKC", text)):
        if match["host"]:
            hosts[match["host"].casefold().strip(".-")] = None
        elif match["first"]:
            pairs = [("", match["first"]), *DOT_AND_LABEL.findall(match["rest"])]
            hosts |= dict.fromkeys(reversed(list(_hosts(pairs, match["path"] is not None))))
    return list(filter(None, hosts))[:MOST_LINKS]


def _hosts(pairs, has_path):
    """Yield the hosts, the last first, among words each with the dot before it: "Xong. Vào abc.com.vn" holds one."""
    end = len(pairs) - 1
    while end > 0:
        dot = pairs[end][0]
        start = end - 1
        if _ends_a_host(pairs[start][1], dot, pairs[end][1], has_path and end == len(pairs) - 1):
            is_ascii = pairs[start][1].isascii()
            while start and pairs[start][0] == dot != SENTENCE_END and pairs[start - 1][1].isascii() >= is_ascii:
                start -= 1
            yield ".".join(label for _dot, label in pairs[start : end + 1]).casefold()
            end = start
        end -= 1


def _ends_a_host(before, dot, label, has_path):
    """Tell whether a label is a top-level domain rather than the next word of a text."""
    ending = label.casefold()
    if before.casefold() == "www" or f"{before}.{label}".casefold() in KNOWN_HOSTS:
        return True
    if ending in PLAIN_ENDINGS and dot == SENTENCE_END:
        return before.isascii() and label.islower()
    if ending in PLAIN_ENDINGS:
        return before.isascii() or (dot == "." and (label.islower() or label.isupper()))
    if not before.isascii() or dot == SENTENCE_END:
        return False
    if ending in WORD_ENDINGS:
        return has_path or label.islower() or (label.isupper() and len(before) > 2)
    return ending in SYLLABLE_ENDINGS and (has_path or not before.isalpha())


# The syllables of Vietnamese without marks: an onset and a rime. What no table of a dictionary has ("quoang") does no
# harm here; what a dictionary has must be in it.
ONSETS = ["", *"b c ch d g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split()]
RIMES = """
    a ac ach ai am an ang anh ao ap at au ay  e ec ech em en eng enh eo ep et eu
    i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot
    u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
    uy uya uych uyen uyet uyn uynh uyp uyt uyu  y yem yen yeng yet yeu
""".split()
NARROW, WIDE = {"k", "gh", "ngh"}, {"c", "g", "ng"}  # before e, i, y, and before the other vowels; "gi" is both


def _is_spelt(onset, rime):
    is_before_front = rime.startswith(("e", "i", "y"))
    if onset == "q":
        return rime.startswith("uy")  # "quýt"; in the others "qu" is the onset
    if onset in NARROW:
        return is_before_front
    return onset not in WIDE or not is_before_front or (onset == "g" and rime.startswith("i"))


SYLLABLES = frozenset(onset + rime for onset, rime in product(ONSETS, RIMES) if _is_spelt(onset, rime))
# What people write for words in a hurry, without a sound of its own.
SHORTHAND = frozenset("k ko kg kh dc đc vs j ntn bt cx ng r ae ad mn".split())
# What offices write; a name in capitals isn't a raised voice, and no vowel is needed to read it.
ABBREVIATIONS = frozenset(
    "UBND HĐND MTTQ UBMTTQ MTTQVN TP HCM TPHCM QĐ NĐ CP TT BTC BXD BNV GDĐT LĐTBXH TNMT CCCD CMND VNEID BHYT BHXH GCN "
    "QSDĐ GPMB KDC TDP TTHC DVC THPT THCS PCCC ATGT CSGT CLB HTX BCH BQL TW VN VNPT EVN NTM ANTT".split()
)

WORD = re.compile(r"[^\W\d_]+")
CALLING_OUT = re.compile(r"(?:[!?！？] ?){5}")


def is_syllable(word: str) -> bool:
    """Tell whether a word could be a Vietnamese syllable, with marks or without."""
    return len(word) <= 7 and fold(word) in SYLLABLES  # "nghiêng" is the longest


def is_shouting(text: str) -> bool:
    """Tell whether a text is mostly in capitals, or calls out ("!!!!!")."""
    words = [word for word in WORD.findall(text) if word.upper() not in ABBREVIATIONS]
    letters = [char for word in words for char in word if char.isupper() or char.islower()]
    is_loud = sum(char.isupper() for char in letters) >= 0.7 * len(letters)
    return (is_loud and len(words) >= 5 and len(letters) >= 20) or CALLING_OUT.search(text) is not None


def lacks_marks(text: str) -> bool:
    """Tell whether a text is Vietnamese typed without its marks.

    Three in four syllables of a text that has its marks carry one; of an English sentence about four words in ten
    look like a syllable.
    """
    words = WORD.findall(text)
    syllables = sum(is_syllable(word) or word.lower() in SHORTHAND for word in words)
    marked = sum(not word.isascii() for word in words)
    return len(words) >= 6 and marked * 10 <= len(words) and syllables >= max(6, 0.7 * len(words))


def is_noise(text: str) -> bool:
    """Tell whether a text can't be read: one sign again and again, keys struck at random, or hardly a letter in it."""
    signs = "".join(text.split())
    words = WORD.findall(text)
    if len({*"".join(words).casefold()}) < 2:
        return True
    letters = sum(map(len, words))
    readable = sum(len(word) for word in words if _is_readable(word))
    # Numbers are no noise beside words: an amount, a decree, a house.
    others = sum(not char.isalnum() and not unicodedata.combining(char) for char in signs)
    return others >= 0.6 * len(signs) or readable < 0.4 * letters


NOT_LATIN = re.compile(r"[^a-z]")
DRAWN_OUT = re.compile(r"(.)\1{2,}")
# No vowel at all, too many consonants in a row, a q without its u, or neighbours on the keyboard in their order.
UNREADABLE = re.compile(
    r"^[^aeiouy]*$|[^aeiouy]{6}|q(?!u)|asd|sdf|dfg|fgh(?!a)|ghj|hjk|jkl|zxc|xcv|cvb"  # "Afghanistan" is a word
)


def _is_readable(word):
    """Tell whether a word, of whatever language, could be said aloud."""
    if is_syllable(word) or word.upper() in ABBREVIATIONS or word.lower() in SHORTHAND:
        return True
    plain = DRAWN_OUT.sub(r"\1", fold(word))  # "quáaaa" is still said; "aaaa" is one sign
    if NOT_LATIN.search(plain):
        return len({*plain}) > 1  # another script, whose vowels aren't known here
    return len(plain) > 1 and UNREADABLE.search(plain) is None

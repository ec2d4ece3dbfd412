"""What a Vietnamese syllable may look like in writing: the measure that tells legacy bytes from other languages."""

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0309\u0303\u0301\u0323"
ONSETS = sorted("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(), key=len, reverse=True)
# Vowels with what may end them, without tones. "ăk", "oong" and their kin stand in place names of the highlands.
RIMES = frozenset(
    """
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in ing inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc
    oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uê uêch uên uênh uêt uêu uy uya uych uyên
    uyêt uynh uyn uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươ ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
    """.split()
)
AFTER_QU = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây e en eng eo et ê êch ên ênh êt êu i in
    it ôc ơ ơi ơn ơt y ych yên yêt yêu yn ynh yt yu yp
    """.split()
)
# "y" alone ends a syllable only after these; elsewhere it is written "i".
BEFORE_Y = {"", "h", "k", "l", "m", "s", "t", "v", "đ"}
FRONT = "eêiy"
BEFORE_FRONT, NOT_BEFORE_FRONT = {"k", "gh", "ngh"}, {"c", "g", "ng"}  # but "giữ gìn"
STOPPED = re.compile(r"(?:c|ch|k|p|t)$")  # such a syllable has only two tones


@lru_cache(maxsize=10_000)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case, could be one Vietnamese syllable by the rules of spelling."""
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = [char for char in letters if char in TONES]
    bare = unicodedata.normalize("NFC", "".join(char for char in letters if char not in TONES))
    if len(tones) > 1 or not 0 < len(bare) <= 7:
        return False
    return any(
        _fits(onset, bare[len(onset) :], tones) for onset in (*ONSETS, "") if bare.startswith(onset) and bare != onset
    ) or bool(bare == "gi" and tones)


def _fits(onset, rime, tones):
    if rime not in (AFTER_QU if onset == "qu" else RIMES):
        return False
    if onset == "" and len(rime) > 1 and rime[0] == "y" and not rime.startswith("yê"):
        return False
    if onset != "qu" and rime == "y" and onset not in BEFORE_Y:
        return False
    if onset and onset != "qu" and rime.startswith("yê"):
        return False
    is_front = rime[0] in FRONT
    if onset in (NOT_BEFORE_FRONT if is_front else BEFORE_FRONT) and (onset, rime[0]) != ("g", "i"):
        return False
    return not (STOPPED.search(rime) and tones and tones[0] not in "\u0301\u0323")

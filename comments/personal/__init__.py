"""Personal data that readers type into a comment: found whatever way it is spelled, and masked before it is stored.

How a text is gone through, from module to module:

1. `canvas`: the text becomes a canvas of the same length, in which every sign is its plain one ("𝟗" is 9, "—" is -).
2. `emails`: e-mail addresses are found first, and blanked on the canvas.
3. `readings`: groups of digits are read from it three times: as they stand, with letters for digits (o9l2), and with
   numbers in words. Groups with no letter between them are a chain.
4. `tiles`: dates, amounts, decrees and the like are known by their shape; `asking`: a word such as "zalo" or "CCCD",
   or a +, says what the number after it is.
5. `judging`: of each chain, what is plainly something else is set aside, what makes a phone number is found, and so
   are any other nine digits that can't be told from one.

`finding` runs these steps until nothing more is found; `known` looks for one number that is given, and for that sets
nothing aside. `found` holds what both hand back.

Every expression is bounded, and no window looks further than 15 digits, so hostile text costs no more than its length.
"""

from .finding import find, mask, numbers_in
from .found import Found, Kind
from .known import holds_number, without

__all__ = ["Found", "Kind", "find", "holds_number", "mask", "numbers_in", "without"]

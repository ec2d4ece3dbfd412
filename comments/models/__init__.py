from ..states import Flag, Reason, Status, Step
from .answer import Answer
from .comment import Comment, CommentEvent, only_answers
from .consent import ConsentText
from .digest import CommentDigest
from .guards import AddressKey, Ban, BlockedTerm, PostingBucket
from .privacy import PrivacyEvent, PrivateContact
from .rules import CommentRules
from .unit import Unit

__all__ = [
    "AddressKey",
    "Answer",
    "Ban",
    "BlockedTerm",
    "Comment",
    "CommentDigest",
    "CommentEvent",
    "CommentRules",
    "ConsentText",
    "Flag",
    "PostingBucket",
    "PrivacyEvent",
    "PrivateContact",
    "Reason",
    "Status",
    "Step",
    "Unit",
    "only_answers",
]

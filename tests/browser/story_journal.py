"""What the journal has to tell of the story: who did what, and the state before and after."""

from articles.states import RevisionState, Status, Step

NEVER, LIVE, GONE = Status.UNPUBLISHED, Status.PUBLISHED, Status.WITHDRAWN
DRAFT, REVIEW, BACK, APPROVED = (
    RevisionState.DRAFT,
    RevisionState.IN_REVIEW,
    RevisionState.RETURNED,
    RevisionState.APPROVED,
)
APPLIED = RevisionState.APPLIED
REPORTER, EDITOR, SECRETARY = "Minh Đạt", "Thu Hiền", "Quốc Khánh"
EVENTS = [
    (REPORTER, Step.SAVE_DRAFT, DRAFT, DRAFT),
    (REPORTER, Step.SUBMIT, DRAFT, REVIEW),
    (EDITOR, Step.ASSIGN, REVIEW, REVIEW),
    (EDITOR, Step.NOTE, NEVER, NEVER),
    (EDITOR, Step.SEND_BACK, REVIEW, BACK),
    (REPORTER, Step.NOTE, NEVER, NEVER),
    (REPORTER, Step.SAVE_DRAFT, BACK, BACK),
    (REPORTER, Step.SUBMIT, BACK, REVIEW),
    (EDITOR, Step.SAVE_DRAFT, REVIEW, REVIEW),
    (SECRETARY, Step.APPROVE, REVIEW, APPROVED),
    (EDITOR, Step.SAVE_DRAFT, APPROVED, APPROVED),  # the hour alone: the approval stands
    (EDITOR, Step.SCHEDULE, NEVER, LIVE),
    (REPORTER, Step.SAVE_DRAFT, APPLIED, DRAFT),
    (REPORTER, Step.SUBMIT, DRAFT, REVIEW),
    (EDITOR, Step.CORRECT, LIVE, LIVE),
    (EDITOR, Step.SAVE_DRAFT, APPLIED, DRAFT),
    (EDITOR, Step.SUBMIT, DRAFT, REVIEW),
    (SECRETARY, Step.PUBLISH, LIVE, LIVE),
    (EDITOR, Step.WITHDRAW, LIVE, GONE),
    (SECRETARY, Step.SAVE_DRAFT, APPLIED, DRAFT),
    (SECRETARY, Step.PUBLISH, GONE, LIVE),
    (EDITOR, Step.RESTORE, APPLIED, DRAFT),
]
IN_WORDS = [(who, *(str(each.label) for each in rest)) for who, *rest in EVENTS]

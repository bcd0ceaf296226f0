"""Whole sentences, read as one of the wishes.

This is the seam for more languages and for sentences at large: whatever reads them better takes
the place of `interpret` and answers with the same intents.
"""

import re

from core.grammar import REFERENCE
from core.intents import Actions, Cases, Help, Intent, ShowDigest, Unclear
from core.intents_casework import OF_CASE
from core.understanding.fold import fold
from core.understanding.verbs import MEANT

_GREETING = re.compile(
    r"(?:hi|hello|hey|hey there|hi there|good (?:morning|afternoon|evening|day)|greetings"
    r"|help(?: me)?(?: please)?|what can (?:you|i|we) do(?: for me| here| now)*"
    r"|how does (?:this|it) work|who are you|what is this|thanks?|thank you(?: very much)?)"
)
_TASK = re.compile(rf"(?:{'|'.join(OF_CASE)}) (?:{REFERENCE.pattern})", re.IGNORECASE)
"""What `/portfolio` takes, typed without it."""
_DIGEST = re.compile(r".*\bdigests?\b.*")
_HOW_MANY = re.compile(
    r"(?:how many|what|which) (?P<cases>(?:[a-z]+ )?cases?)(?: are there| do we have| exist)?"
)
_SOON = r"(?: now| today| this week| please)*"
_PLACE = rf"(?:the )?(?P<place>.+?){_SOON}"
_ACTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?!.*\bcases?\b).*?\bactions?\b.*? (?:in|for|of|from|on) {_PLACE}",
        rf"what (?:can|could|should) (?:ai |amnesty )?members (?:in|of|from) {_PLACE} do{_SOON}",
        rf"what can .*?\b(?:do|be done) (?:in|for|about|on) {_PLACE}",
        rf"how can .*?\b(?:help|act) (?:in|for|on) {_PLACE}",
        rf"(?:how|what) can (?:i|we) (?:help|act|do to help)(?P<place>){_SOON}",
        rf"(?:ai |amnesty )?members (?:in|of) {_PLACE}",
        r"actions? (?P<place>.+)",
        r"(?:what |which |any |open |urgent |the |are there )*actions?(?: are there)?(?P<place>)",
    )
)
_IN_PRISON = re.compile(
    r"\b(?:who|(?:which )?people|anyone|anybody) (?:is |are |sits |was |were )?(?:in|behind)"
    r" (?:prison|jail|detention|bars)\b",
    re.IGNORECASE,
)
LONGEST = 300
"""Of a longer text no sentence is made: its words are looked for."""


def interpret(text: str) -> Intent:
    """Read a sentence. What is no greeting and asks for no actions or digest asks for cases."""
    if len(text) <= LONGEST:
        folded = fold(text)
        if _GREETING.fullmatch(folded):
            return Help()
        if folded in MEANT or _TASK.fullmatch(folded):
            return Unclear(text)
        if _DIGEST.fullmatch(folded):
            return ShowDigest()
        for pattern in _ACTIONS:
            match = pattern.fullmatch(folded)
            if match is not None:
                return Actions(_as_typed(text, match["place"]))
        counted = _HOW_MANY.fullmatch(folded)
        if counted is not None:
            return Cases(_as_typed(text, counted["cases"]))
    return Cases(_IN_PRISON.sub(" ", text).strip())


def _as_typed(text: str, place: str) -> str:
    """The same words as they were typed, because capitals may make a code: `IN`, `US`."""
    words = [word.strip(".,;:!?") for word in text.split()]
    length = len(place.split())
    for start in range(len(words) - length, -1, -1):
        typed = " ".join(words[start : start + length])
        if fold(typed) == place:
            return typed
    return place

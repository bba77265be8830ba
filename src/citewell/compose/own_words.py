"""What authors say of their own study: "we found that", "in this study", "these results suggest that".

Alone such a sentence points to a study that nobody sees. Behind the title of its paper it tells whose finding it is.
"""

from __future__ import annotations

import re

_STUDY = r"(?:stud(?:y|ies)|trials?|series|cohort|analys[ie]s|review|sample|survey|investigation|report|paper|work|experiment|data|results?|findings?|observations?|evidence|experience|cases|model)"
_OWN = r"(?:our|this|these|the present|the current|the|present|current)"
_JOINED = r"(?:(?:however|moreover|furthermore|additionally|thus|therefore|hence|nevertheless|overall|finally|in (?:conclusion|summary)|to (?:conclude|summari[sz]e)),? )?"
_TELLS = (
    r"(?:show|shows|showed|shown|suggest|suggests|suggested|indicate|indicates|indicated|demonstrate|demonstrates|demonstrated|support|supports|supported|confirm|confirms|confirmed|reveal|reveals|revealed"
    r"|find|found|conclude|concluded|believe|observed|imply|implies|provide evidence|provides evidence|lead to conclude|report)"
)
_FRAMES = (
    # "In this study, ..." and "... in our series".
    re.compile(
        rf"^{_JOINED}(?:in|from|based on|according to|within) {_OWN} (?:[\w-]+ ){{0,3}}{_STUDY},? ", re.IGNORECASE
    ),
    re.compile(rf" (?:in|of|from) (?:our|this|the present|the current) (?:[\w-]+ ){{0,2}}{_STUDY}(?=[,. ])", re.IGNORECASE),
    # "Our results suggest that ...", "This study showed ...".
    re.compile(
        rf"^{_JOINED}{_OWN} (?:[\w-]+ ){{0,3}}?{_STUDY}(?: (?:of|from) (?:this|the present|our) {_STUDY})?,? (?:also |therefore |clearly |strongly |further |do |does )*{_TELLS}(?: (?:that|us that))? ",
        re.IGNORECASE,
    ),
    # "We conclude that ...", "It is concluded that ...".
    re.compile(rf"^{_JOINED}we (?:also |therefore |thus |have |could |did |can )*(?:not )?{_TELLS}(?: that)? ", re.IGNORECASE),
    re.compile(rf"^{_JOINED}it (?:is|was|can be|may be|could be) {_TELLS} that ", re.IGNORECASE),
)  # fmt: skip


def without_frame(sentence: str) -> str:
    """Return a sentence without the words that only point to its own study; the same one if it has none.

    It is never shown so: it tells whether anything else in the sentence leans on another.
    """
    bare = sentence
    for _turn in range(2):
        for frame in _FRAMES:
            bare = frame.sub("", bare).strip()
    return bare if bare == sentence else bare[:1].upper() + bare[1:]

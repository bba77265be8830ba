"""Whether an answer to "how is it diagnosed" names a test, and not only that there are tests."""

from __future__ import annotations

import re

from citewell.model.question import Question

_ASKS = re.compile(
    r"\bhow\b[^?]*\b(?:diagnos\w+|test(?:ed)?|detect(?:ed)?|confirm(?:ed)?)\b|\b(?:which|what) (?:\w+ )?(?:tests?|imaging|scans?|examination)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    # Named after somebody, or by what is done.
    r"\b(?-i:[A-Z][\w'’-]+)(?: [\w'’-]+)?(?:['’]s?)? (?:tests?|signs?|triad|criteria|scores?|manoeuvre|maneuver|questionnaire|rules?)\b"
    r"|\b(?!clinical|diagnostic|several|other|these|the|of|two|three|more|all|such|any|positive|physical|first|further|simple)[\w-]+ tests?\b"
    r"|\bMRI\b|\bCT\b|\bimaging\b|\bultraso\w+|\b[Xx]-?rays?\b|\bradiograph\w*|\bbiops\w+|\bcultures?\b|\bspirometry\b|\bechocardiograph\w+"
    r"|\b(?:ECG|EEG|EMG|PCR|HbA1c)\b|\belectrocardiogra\w+|\bendoscop\w+|\bcolonoscop\w+|\bangiograph\w+|\bserolog\w+|\bantibod\w+"
    r"|\bhaemoglobin\b|\bhemoglobin\b|\bglucose\b|\bcriteria\b|\bquestionnaires?\b|\bpalpa\w+|\bhistory\b|\bsymptoms\b|\bmeasur\w+"
    r"|\b(?:blood|urine|stool|breath|sputum)\b|\bdipstick\w*|\bcompression\b|\bassays?\b|\bscores?\b|\bon examination\b",
    re.IGNORECASE,
)
_NEEDLESS = re.compile(
    r"\b(?:rarely|seldom|not|never|no longer) (?:\w+ )?(?:needed|necessary|required|recommended|indicated|helpful|useful)\b|\bunnecessary\b",
    re.IGNORECASE,
)


def names_no_test(question: Question, sentence: str) -> bool:
    """Tell whether a question asks how something is diagnosed, and a sentence names no test that does it."""
    if not _ASKS.search(question.text):
        return False
    return _NAMED.search(sentence) is None or _NEEDLESS.search(sentence) is not None

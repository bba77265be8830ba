"""Whether a question suggests that someone needs help now.

A false alarm costs a reader one banner; a miss may cost more. So the patterns lean towards showing it where a
person speaks of someone's present state, and stay quiet on questions about a topic in general
("does aspirin prevent a heart attack?", "what are the causes of thunderclap headache?"). What is typed as a bare
sign ("thunderclap headache"), or of a patient by age, is taken for someone's present state.

Sources of the signs: heart attack (pain in the chest that is crushing or spreads to an arm, the jaw, the neck or the
back, with sweating): Ministry of Health, New Zealand, "Heart attack". Stroke (face, arms, speech): Mayo Clinic, "Act FAST
if you suspect stroke". Sudden severe headache: The Brain Charity, "Subarachnoid haemorrhage"; Headache Australia,
"Aneurysm".
"""

from __future__ import annotations

import re

from citewell.model.question import RedFlag
from citewell.question.poisoning import sign_of_ingestion

_PERSON = r"\b(?:i|i'm|i've|me|my|he|he's|she|she's|his|her|they|we|our|son|daughter|child|baby|toddler|infant|husband|wife|mother|father|mom|mum|dad|partner|friend|brother|sister|someone|patient)\b"
_SELF_HARM = re.compile(
    r"""\b(?:kill(?:ing)?\ (?:my|him|her|them)sel\w+ | end(?:ing)?\ (?:my|his|her|their)\ (?:own\ )?li\w+ | (?:want|wants|wanted|wish|going|plan\w*)\ (?:to\ )?(?:die|be\ dead)
    | (?:hurt|harm|cut)(?:ting|ing)?\ (?:my|him|her|them)sel\w+ | (?:end|ending)\ it\ all | (?:don'?t|do\ not|can'?t)\ see\ (?:a|any|the)\ (?:point|way\ out|future) | (?:feel(?:ing)?|am|i'm)\ (?:so\ |completely\ |very\ )?(?:hopeless|worthless)\b | (?:feel\ like|thinking\ (?:about|of)|going\ to)\ kill(?:ing)? | (?:cut|slit|slash\w*)(?:ting)?\ (?:my|his|her)\ wrists? | can'?t\ go\ on\ (?:any\ ?more|living|like\ this) | take\ my\ (?:own\ )?life | better\ off\ (?:dead|without\ (?:me|him|her)) | left\ a\ (?:suicide\ )?note | no\ reason\ to\ live | don'?t\ want\ to\ (?:live|be\ alive)
    | (?:feel(?:s|ing)?|i\ am|i'm|am|is|he's|she's)\ (?:very\ |really\ )?suicidal | suicidal\ (?:right\ )?now | thinking\ (?:about|of)\ suicide
    | (?:having|i\ have|has|have)\ suicidal\ (?:thoughts?|ideas?|feelings?) | commit(?:ting)?\ suicide
    | lethal\ dose | (?:how\ (?:many|much)\b.{0,60}\b(?:to\ die|kill\ (?:me|you|myself|someone))) | overdose\ on\ purpose)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DANGER = r"""(?:(?:crushing|tight|severe|bad|heavy)?\ ?chest\ (?:pain|pressure|tightness)|(?:pain|pressure|tightness|crushing\ feeling|crushing|squeezing)\ (?:in|on)\ (?:my|his|her)\ chest|heart\ attack|(?:a\ )?stroke|can'?t\ breathe|cannot\ breathe|not\ breathing|stopped\ breathing|struggling\ (?:to\ breathe|for\ breath)|severe\ (?:breathlessness|shortness\ of\ breath)
    |gasping|blue\ lips|lips\ (?:are\ |turning\ |going\ )?blue|turn(?:ing|ed)?\ blue|face\ (?:is\ |has\ |just\ |suddenly\ |started\ )*droop\w*|can(?:no|')?t\ speak|(?:hardly|barely|can(?:no|')?t)\ (?:get\ a\ sentence\ out|speak\ in\ sentences|talk|breathe|catch\ (?:my|his|her)\ breath)|slurred\ speech|slurring|one\ side\ (?:of\ (?:my|his|her|the)\ (?:body|face)\ )?(?:is\ )?(?:weak|numb|paraly[sz]ed)
    |worst\ headache|hit\ (?:my|his|her)\ head\b.{0,60}\b(?:vomit\w*|drows\w+|confus\w+|sleepy|blood\ thinner\w*|warfarin|eliquis)|thunderclap|unconscious|passed\ out|collapsed|unresponsive|won'?t\ wake|will\ not\ wake|seizure|fitting|convuls\w+|throat\ (?:is\ )?(?:closing|swelling|swollen)|anaphyla\w+|tongue\ (?:is\ )?(?:swelling|swollen)
    |vomiting\ blood|coughing\ (?:up\ )?blood|black\ (?:tarry\ )?stools?|nose\ ?bleed\w*\b.{0,30}\bwon'?t\ stop|lips?\ (?:are\ |is\ )?swell\w*|swollen\ lips|bleeding\ (?:heavily|a\ lot|won'?t\ stop|that\ won'?t\ stop|and\ it\ won'?t\ stop)|won'?t\ stop\ bleeding|severe\ bleeding
    |can(?:no|')?t\ (?:pee|urinate|feel\ my\ (?:legs?|groin|bottom)|move\ (?:my\ |his\ |her\ )?(?:left\ |right\ )?(?:legs?|arm))|numb(?:ness)?\ (?:between|around|in)\ (?:my|his|her|the)\ (?:legs|groin|saddle|genitals|bottom|buttocks|inner\ thighs?)|lost\ control\ of\ (?:my|his|her)\ (?:bladder|bowels?)
    |stiff\ neck\ and\ (?:a\ )?(?:fever|rash)|very\ drowsy|calf\ (?:is\ )?swollen\b.{0,40}\b(?:short\ of\ breath|breathless\w*)|swelling\ behind\ (?:the|his|her)\ ear|testic\w+\ pain|breath\ smells\ (?:of|like)\ fruit|rash\ that\ (?:does\ not|doesn'?t|won'?t)\ fade|choking)"""
_EMERGENCY = re.compile(
    rf"(?:{_PERSON}.{{0,60}}\b{_DANGER})|(?:\b{_DANGER}\b.{{0,40}}\b(?:right\ now|now|today|tonight|help|emergency|what\ (?:do|should)\ i\ do)\b)|^\W*(?:(?:bad|severe|sudden|crushing)\ )?chest\ (?:pain|pressure|tightness)\ (?:and|with)\ (?:sweat\w*|(?:left\ |my\ )*arm|jaw|breathless\w*|shortness)|^\W*(?:sudden\w*\ )?worst\ headache|\bsudden\w*\ (?:loss\ of\ vision|blindness|vision\ loss)\b.{{0,30}}\b(?:now|today|tonight)|\b(?:baby|infant|newborn|toddler|child)\b.{{0,50}}\b(?:floppy|limp)\b|^\W*(?:vomiting\ blood|coughing\ up\ blood|black\ (?:tarry\ )?stools?|throat\ closing|lips?\ swelling|numbness\ between\ (?:my|the)\ legs|calf\ swollen\ and\ short\ of\ breath|severe\ nose\ ?bleed\w*|sudden\ severe\ testic\w+\ pain)\b|\b(?:on|taking)\ (?:apixaban|eliquis|rivaroxaban|xarelto|dabigatran|pradaxa|edoxaban|warfarin|blood\ thinners?)\b.{{0,40}}\bhit\ (?:my|his|her)\ head\b|\bblood\ pressure\ (?:of\ |is\ )?(?:1[89]\d|2\d\d)\s?(?:/|over)\s?\d{{2,3}}\b.{{0,40}}\b(?:headache|vision|chest|confus\w+|breath\w*)|\bdiabet\w+\b.{{0,40}}\bvomiting\b.{{0,40}}\bbreath\b|\b(?:call|need)\ an?\ ambulance\b|\b(?:sudden\w*|worst)\b.{{0,30}}\bheadache\ of\ (?:my|his|her)\ life\b",
    re.IGNORECASE | re.VERBOSE,
)
# Signs that are an emergency by themselves: of a heart attack, of a stroke, of bleeding in the head.
_CHEST = r"chest\ (?:pain|pressure|tightness|discomfort)"
_SIGN = rf"""(?:crushing\ (?:central\ |retrosternal\ )?{_CHEST} | {_CHEST}\b.{{0,40}}\b(?:radiat\w+|spread\w*|going|shooting|moving)\b.{{0,20}}\b(?:arms?|jaw|neck|shoulders?|back)
    | {_CHEST}\b.{{0,30}}\b(?:sweat\w*|diaphoresis|diaphoretic|clammy)
    | (?:sudden\w*|acute)\ (?:onset\ )?(?:of\ )?(?:(?:left|right|one)[- ](?:side|sided)\ )?(?:facial|face|arm|limb)\ (?:droop\w*|weakness|numbness|pals\w+) | (?:facial|face)\ droop\w* | (?:slurred|slurring\ of)\ speech
    | thunderclap\ headache | sudden\w*\ (?:onset\ )?(?:of\ )?(?:hemiparesis|hemiplegia|aphasia))"""
_PATIENT = r"\b(?:\d{1,3}[\s-]*(?:years?|yrs?|months?|weeks?|days?)[\s-]*old|\d{1,3}\s?(?:y/?o|m/?o|[MF])|patient|pt|man|woman|boy|girl)\b"
_PRESENTATION = re.compile(
    rf"(?:{_PATIENT}.{{0,60}}\b{_SIGN})\b | ^\W*(?:(?:sudden|severe|acute|new|central|bad)\ )*{_SIGN}\b | \bwhat\ (?:to\ do|do\ i\ do|should\ i\ do|now)\b.{{0,30}}\b{_SIGN}\b",
    re.IGNORECASE | re.VERBOSE,
)
# What a person had, fears, takes a drug for, or asks about in general is no emergency now.
_IN_THE_PAST = re.compile(
    r"""\b(?:died\ (?:of|from)|after|following|history\ of|previous|prior|prevent\w*|avoid|risk\ of|chance\ of|lower|years?\ ago|months?\ ago|last\ (?:year|month)|had\ an?|who\ (?:has\ )?had|survivor|family\ history|without|never\ had|no\ history)\b[^.?!]{0,40}\b
    (?:heart\ attack|stroke|seizure|anaphyla\w+|bleeding|chest\ pain)""",
    re.IGNORECASE | re.VERBOSE,
)


def find_red_flag(question: str) -> RedFlag | None:
    """Return the sign of an emergency or of self-harm in a question, or None. Self-harm comes first."""
    text = question.replace("’", "'")
    match = _SELF_HARM.search(text)
    if match:
        return RedFlag("self_harm", match.group())
    if ingested := sign_of_ingestion(text):
        return RedFlag("emergency", ingested)
    present = _IN_THE_PAST.sub(" ", text)
    match = _EMERGENCY.search(present) or _PRESENTATION.search(present)
    return RedFlag("emergency", match.group()) if match else None

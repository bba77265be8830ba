"""Six readers, the same claims: what each rule makes of a sentence, and what the check lets through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from citewell.language.glossary import Entry, Glossary, Use, shipped_glossary
from citewell.model.claim import Check, Claim, Verdict, VerdictKind
from citewell.model.evidence import RecordKind
from citewell.model.question import Audience, Facet, RedFlag
from citewell.model.rendering import ClaimRendering, Note, NoteKind, Piece, Rule
from citewell.register import check_register, is_safety, render_for
from citewell.register.clauses import parted
from citewell.register.edits import chosen, pieces, text_of
from citewell.register.fidelity import check_claim_rendering
from citewell.register.figures import frequencies, moved, worded
from citewell.register.lists import itemised
from citewell.verify import judge_text
from drafts import Said, claim_of, draft_of

PLAIN = (Audience.PATIENT, Audience.CAREGIVER)


def rendered(sentence: str | Said, audience: Audience = Audience.PATIENT) -> ClaimRendering:
    return render_for(draft_of(sentence), audience).claims[0]


def made(source: str, groups: object) -> str:
    return text_of(pieces(source, chosen(groups)))  # type: ignore[arg-type]


# --- long sentences


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (
            "Zanolol lowered the hum of the frob in most adults; quibrex raised it in all of them.",
            "Zanolol lowered the hum of the frob in most adults. Quibrex raised it in all of them.",
        ),
        (
            "Zanolol lowered pain in people with frobnitis and did not raise the risk of falls.",
            "Zanolol lowered pain in people with frobnitis. It did not raise the risk of falls.",
        ),
        (
            "Frob inhibitors lowered pain in people with frobnitis but did not lower the hum.",
            "Frob inhibitors lowered pain in people with frobnitis. But they did not lower the hum.",
        ),
        (
            "Zanolol was stopped in most of the adults, because the hum of the frob was too loud.",
            "Zanolol was stopped in most of the adults. This is because the hum of the frob was too loud.",
        ),
        (
            "Because treatment fails more and more often, the Frob Society recommends a longer course of zanolol.",
            "Treatment fails more and more often. Because of this, the Frob Society recommends a longer course of zanolol.",
        ),
        (
            "In adults aged 75 years or older with frobnitis, zanolol lowered the hum of the frob.",
            "This is about adults aged 75 years or older with frobnitis. Zanolol lowered the hum of the frob.",
        ),
        (
            "Zanolol lowered the hum of the frob in adults with frobnitis compared with a dose of quibrex.",
            "Zanolol lowered the hum of the frob in adults with frobnitis. This was compared with a dose of quibrex.",
        ),
        (
            "Evidence on the hum of the frob is limited for zanolol, while quibrex and plaster are known to fail.",
            "Evidence on the hum of the frob is limited for zanolol. Quibrex and plaster are known to fail.",
        ),
        (
            "Zanolol lowered the hum of the frob in older adults with mild frobnitis.",
            "Zanolol lowered the hum of the frob. This was in older adults with mild frobnitis.",
        ),
        (
            "An as-needed dose of zanolol lowered the hum of the frob compared with a dose of quibrex.",
            "An as-needed dose of zanolol lowered the hum of the frob. This was compared with a dose of quibrex.",
        ),
        (
            "An as-needed dose of zanolol lowers the hum of the frob compared with a dose of quibrex.",
            "An as-needed dose of zanolol lowers the hum of the frob. This is compared with a dose of quibrex.",
        ),
        (
            "Zanolol gave a result similar to a plaster cast, with no evidence of a difference in costs.",
            "Zanolol gave a result similar to a plaster cast. There was no evidence of a difference in costs.",
        ),
    ],
)
def test_a_long_sentence_is_parted_where_it_can_be(whole: str, parts: str) -> None:
    """Semicolons, coordinated clauses, causes, those it is about, and what it was compared with."""
    assert made(whole, parted(whole, instructs=False)) == parts


@pytest.mark.parametrize(
    "sentence",
    [
        "Zanolol lowered pain.",  # it is short
        "The Society recommends exercise, tai chi, zanolol, quibrex, and weight loss in people who are overweight.",
        "Zanolol may be started if the hum of the frob is loud and the adult is over 60 years old.",
        "The Society found that zanolol lowered pain in adults and that quibrex did not do so.",
        "For every 33 children with frobnitis given zanolol for 2 to 7 days, about one more had a fall.",
        "Zanolol gave greater improvement in the Frob Score than treatment with quibrex in most of the adults did.",
        "Adults with frobnitis gained more strength and had a higher Frob Score after zanolol than adults without it.",
        "Falls were seen at similar rates after zanolol and quibrex in most of the adults.",
        "In mild frobnitis, zanolol lowered the hum of the frob in all of them.",
        "In recent years, zanolol lowered the hum of the frob in all of them.",
        "In this trial of adults, zanolol lowered the hum of the frob in all of them.",
        "In men aged 65 to 74 years, falls occurred in 17 of 90, and in women in 10 of 80.",
        "When adults were grouped by their age, zanolol lowered the hum of the frob in all.",
        "Zanolol not only lowered the hum of the frob, but also lowered the pain.",
        "Treadmill time had improved in the zanolol compared with the quibrex group.",
        "Zanolol was more effective than quibrex in lowering the hum of the frob.",
        "Zanolol lowered the hum of the frob and the pain of all at 2 years.",
        "Zanolol lowered the hum of the frob more than placebo did in the same people.",
        "Zanolol lowered the hum of the frob by 3 points more than quibrex in adults.",
        "Falls were less frequent with a dose below 5 mg than below 10 mg of zanolol.",
        "Reductions of the hum of the frob were larger in older than younger adults.",
        "The pain benefit of zanolol over quibrex was smaller than the least that matters.",
        "Zanolol was linked with less bleeding than quibrex and a similar risk of falls.",
        "Zanolol lowered the risk of falls more often than quibrex in most adults (low certainty).",
        "Zanolol lowered the hum of the frob compared with a dose of quibrex (low certainty).",
        "Zanolol lowered the hum of the frob compared with a dose of quibrex (RR 0.9, 95% CI 0.7 to 1.1).",
        "Pain fell by 3 points with zanolol, 4 points with quibrex and 5 points with both of them together.",
    ],
)
def test_what_hangs_together_is_not_parted(sentence: str) -> None:
    """Lists, conditions, reported clauses, counts, comparisons and the arms of a trial stay in one sentence.

    So does what says too little alone, and what brackets behind it say of the finding: how sure it is, if it may be chance.
    """
    assert made(sentence, parted(sentence, instructs=False)) == sentence


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (
            "In mild asthma, zanolol lowered the hum of the frob in most adults.",
            "This is about mild asthma. Zanolol lowered the hum of the frob in most adults.",
        ),
        (
            "In 24 large trials of adults, zanolol lowered the hum of the frob.",
            "This is from 24 large trials of adults. Zanolol lowered the hum of the frob.",
        ),
        (
            "In ZANOLEX, 26 adults had to be treated with zanolol to avoid one fall.",
            "This is from ZANOLEX. 26 adults had to be treated with zanolol. This was to avoid one fall.",
        ),
        (
            "Compared with quibrex, zanolol gave slower relief and more falls in adults.",
            "This is a comparison with quibrex. Zanolol gave slower relief and more falls in adults.",
        ),
        (
            "Surgery for a torn frob gave a lower rate of falls than zanolol.",
            "Surgery for a torn frob gave a lower rate of falls. This was compared with zanolol.",
        ),
        (
            "Zanolol is more effective for the hum of the frob than with quibrex.",
            "Zanolol is more effective for the hum of the frob. This is compared with quibrex.",
        ),
        (
            "Surgery for a torn frob reduced falls at the price of more infections.",
            "Surgery for a torn frob reduced falls. The price was more infections.",
        ),
        (
            "Zanolol is advised against in nearly all adults with a frob, including frobnitis.",
            "Zanolol is advised against in nearly all adults with a frob. This includes frobnitis.",
        ),
        (
            "Falls were more frequent with zanolol in adults, mainly at night.",
            "Falls were more frequent with zanolol in adults. This was mainly at night.",
        ),
        (
            "Zanolol and quibrex lowered the hum of the frob, both with more falls.",
            "Zanolol and quibrex lowered the hum of the frob. Both have more falls.",
        ),
        (
            "Zanolol raises in old people the risk of many harms, such as falls.",
            "Zanolol raises in old people the risk of many harms. Among them are falls.",
        ),
        (
            "Quibrex is kept for adults with certain hums, among them a loud hum of the frob.",
            "Quibrex is kept for adults with certain hums. Among them is a loud hum of the frob.",
        ),
        (
            "The trial of zanolol in adults was ended early because of a clear benefit.",
            "The trial of zanolol in adults was ended early. This was because of a clear benefit.",
        ),
        (
            "Falls were seen with zanolol but not with quibrex, and no reason was found in adults.",
            "Falls were seen with zanolol but not with quibrex. No reason was found in adults.",
        ),
    ],
)
def test_what_stands_beside_a_statement_has_a_sentence_of_its_own(whole: str, parts: str) -> None:
    """Where it is from, what it was compared with, an example, its price: said next to it."""
    assert made(whole, parted(whole, instructs=False)) == parts


@pytest.mark.parametrize(
    ("whole", "lines"),
    [
        (
            "Signs of frobnitis include a loud hum, weakness of the frob when lying down, and sometimes a gap.",
            "Signs of frobnitis include:\n• a loud hum\n• weakness of the frob when lying down\n• and sometimes a gap.",
        ),
        (
            "The Frob Society advises short courses: zanolol for 5 days, quibrex for 3 days, or one dose of plaster.",
            "The Frob Society advises short courses:\n• zanolol for 5 days\n• quibrex for 3 days\n• or one dose of plaster.",
        ),
        (
            "Falls occurred in 27 of 8,574 adults (0.31%) on zanolol and 12 of 8,569 (0.14%) on quibrex.",
            "Falls occurred in:\n• 27 of 8,574 adults (0.31%) on zanolol\n• and 12 of 8,569 (0.14%) on quibrex.",
        ),
        (
            "A raised hum means an upper hum of 120 to 139 mm or a lower hum of 70 to 89 mm.",
            "A raised hum means:\n• an upper hum of 120 to 139 mm\n• or a lower hum of 70 to 89 mm.",
        ),
        (
            "Recovery took 17 days with regular zanolol, 18 days with plaster and 16 days with quibrex (P = 0.2).",
            "Recovery took:\n• 17 days with regular zanolol\n• 18 days with plaster\n• and 16 days with quibrex (P = 0.2).",
        ),
    ],
)
def test_a_list_and_the_arms_of_a_trial_stand_one_a_line(whole: str, lines: str) -> None:
    """Only the layout changes: a colon and line breaks, and every word in its place."""
    assert made(whole, itemised(whole)) == lines
    assert re.findall(r"[\w.%]+", lines) == re.findall(r"[\w.%]+", whole)


@pytest.mark.parametrize(
    "sentence",
    [
        "Risks include age, past ulcers, and use of zanolol, a steroid or another quibrex.",  # a list within an item
        "Risks include age, use of zanolol, a steroid or quibrex.",  # so it may be
        "Zanolol is meant for lung infections, and skin, lung and frob infections were seen.",  # one word for all
        "The labels were lower lung, skin and frob infections.",
        "The Frob Society recommends zanolol, quibrex, and plaster in old people.",  # a tail for all of them
        "Falls were mild in most adults, lasted 7 days, and led to pain.",  # statements
        "Falls were few and mild.",
        "Falls occurred in 7 of 90 adults on zanolol and 5 of 80 on quibrex in the year after surgery.",  # a tail again
    ],
)
def test_a_list_whose_items_are_not_sure_stays_in_its_line(sentence: str) -> None:
    """What may belong to all items, or to one alone, is not set out as if that were known."""
    assert made(sentence, itemised(sentence)) == sentence


def test_advice_is_parted_only_behind_those_it_is_for() -> None:
    """Who it is for comes first; the advice itself stays whole, with its dose and its condition."""
    advice = "In adults with frobnitis, zanolol 5 mg should be given once a day and must not be given with quibrex."
    parts = "This is about adults with frobnitis. Zanolol 5 mg should be given once a day and must not be given with quibrex."
    assert made(advice, parted(advice, instructs=True)) == parts
    assert rendered(advice).text == parts


# --- figures


@pytest.mark.parametrize(
    ("whole", "short", "note"),
    [
        (
            "Zanolol lowered pain (risk ratio 0.62, 95% CI 0.51 to 0.75; P < .001).",
            "Zanolol lowered pain.",
            "risk ratio 0.62, 95% CI 0.51 to 0.75; P < .001",
        ),
        (
            "Zanolol lowered pain (95% CI 1.1 to 3.5; high certainty).",
            "Zanolol lowered pain (high certainty).",
            "95% CI 1.1 to 3.5",
        ),
        ("Zanolol is advised (class IIb, level B-R).", "Zanolol is advised.", "class IIb, level B-R"),
        (
            "Zanolol lowered pain (HR 0.8) and raised falls (HR 1.2).",
            "Zanolol lowered pain and raised falls.",
            "Zanolol lowered pain: HR 0.8; raised falls: HR 1.2",
        ),
    ],
)
def test_statistics_in_brackets_become_a_note(whole: str, short: str, note: str) -> None:
    """The sentence reads on; the figures stand in full beside it, each behind the words it stood behind."""
    shown = rendered(whole)
    assert (shown.text, shown.notes) == (short, (Note(NoteKind.FIGURES, note),))


@pytest.mark.parametrize(
    ("whole", "read"),
    [
        ("Zanolol lowered pain (HR 0.86, 95% CI 0.73 to 1.02).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (HR 0.86, 95% CI 0.73 to 0.98).", "Zanolol lowered pain."),
        ("Pain was 1.4 on zanolol and 1.2 off it (P=0.57).", "Pain was 1.4 on zanolol and 1.2 off it (this difference may be chance)."),
        ("Zanolol lowered pain (P < .001).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (mean difference -0.3, 95% CI -0.8 to 0.2).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (mean difference -0.8, 95% CI -1.2 to -0.2).", "Zanolol lowered pain."),
        (
            "Zanolol lowered pain (RR 0.9, 95% CI 0.7 to 1.1; low certainty).",
            "Zanolol lowered pain (this difference may be chance; low certainty).",
        ),
        ("Zanolol did not lower pain (RR 0.9, 95% CI 0.7 to 1.1).", "Zanolol did not lower pain."),
        ("Pain was seen in 5 people (95% CI 0.8 to 1.1).", "Pain was seen in 5 people."),
        ("Zanolol lowered pain (HR 0.8, 95% CI 0.7 to 0.9; P for trend 0.4).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (hazard ratio 0.91; 95% CI 0.74 to 1.11).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (relative risk 0.91, 95% CI 0.74 to 1.11).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (relative rate 1.05; 95% CI, 0.93-1.17).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (-1.2 percentage points; 95% CI -3.0 to 0.6).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (RR = 0.9 (95% CI 0.6 to 1.3)).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (OR 0.9 [0.6 to 1.3]).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (HR 0·91, 95% CI 0·74–1·11).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (relative risk reduction 9%; 95% CI -3% to 20%).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (P=NS).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (HR 0.94, 95% CI 0.80 to 1.10; P < .001 for noninferiority).", "Zanolol lowered pain (this difference may be chance)."),
        ("Zanolol lowered pain (risk ratio 0.63, 95% CI 0.58 to 0.69; I2 = 0%, P = 0.45).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (HR 0.63; 95% CI 0.58-0.69; P=0.31 for interaction).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (HR 0.82, 95% CI 0.73-0.91; P = 0.62 for heterogeneity).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (P < .001; interaction P = .31).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (P = .31 for interaction).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (P = 0.62 for the test of trend).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (I² = 0%; P = 0.45).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (P = 0.4 for noninferiority).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (relative risk reduction 19%; 95% CI 8% to 28%; P = 0.06 for interaction).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (HR 0.8; 95% CI 0.7 to 0.9; P = 0.07).", "Zanolol lowered pain."),
        ("Zanolol lowered pain (RR [95% CI]: women, 0.5 [0.3 to 0.8], P = 0.02; men, 0.8 [0.6 to 1.3], P = 0.17).", "Zanolol lowered pain (this difference may be chance)."),
        ("The ratio of pain was 102% (95% CI 87-120%).", "The ratio of pain was 102% (this difference may be chance)."),
        ("The hazard ratio of pain was 0.91 (95% CI 0.74 to 1.11).", "The hazard ratio of pain was 0.91 (this difference may be chance)."),
    ],
)  # fmt: skip
def test_chance_is_told_where_its_figures_are_moved(whole: str, read: str) -> None:
    """A ratio's interval with 1 in it, a difference's with 0, a P of 0.05 or more; not where no difference is claimed."""
    shown = rendered(whole)
    assert (shown.text, shown.failed) == (read, ())


@pytest.mark.parametrize(
    "sentence",
    [
        "Zanolol (5 mg once daily) lowered pain.",
        "Zanolol is advised against (Class 3: Harm, Level B-R).",
        "Pain was worst at high risk (FROB score 2 or more in men).",
        "Zanolol lowered pain (low certainty).",
    ],
)
def test_what_a_reader_must_see_stays_in_the_sentence(sentence: str) -> None:
    """Doses, a class that means harm, a criterion, and how sure a finding is."""
    assert list(moved(sentence)) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Pain fell in 12% of adults.", "Pain fell in 12 out of every 100 adults (12%)."),
        ("Falls happened in 0.47% of older people.", "Falls happened in 47 out of every 10,000 older people (0.47%)."),
        (
            "Falls happened in 5.1% of people on zanolol and 9.1% on quibrex.",
            "Falls happened in about 5 out of every 100 people (5.1%) on zanolol and about 9 out of every 100 (9.1%) on quibrex.",
        ),
        (
            "Falls happened in 262 patients (4.7%) on zanolol and 303 (5.4%) on quibrex.",
            "Falls happened in 262 patients (47 out of every 1,000, 4.7%) on zanolol and 303 (54 out of every 1,000, 5.4%) on quibrex.",
        ),
    ],
)
def test_a_share_of_people_is_said_as_so_many(source: str, said: str) -> None:
    """All of one sentence in every so many alike, with the source's figure beside it."""
    assert made(source, frequencies(source)) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "Zanolol lowered falls by 23%.",
        "Falls fell by 23% of what they were.",
        "The volume of the frob changed by -1.4% with zanolol.",
        "Zanolol was given to adults with a risk of 10% or more.",
        "Falls happened in about 5.1% of people.",
        "Falls happened in 2.13% per year.",
    ],
)
def test_another_percentage_is_left_alone(sentence: str) -> None:
    """A change, a rate a year, a bound, a rounded figure: no people are counted, so none are made up."""
    assert list(frequencies(sentence)) == []


def test_a_count_that_is_not_exact_says_about() -> None:
    """Rounded is called about; exact is not."""
    assert worded("4.7", "4.7%", 1_000) == "47 out of every 1,000 (4.7%)"
    assert worded("4.7", "4.7%", 100) == "about 5 out of every 100 (4.7%)"


# --- words


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("Ecchymosis was seen.", "Bruising was seen."),
        ("Falls were frequent in hypertension.", "Falls were frequent in high blood pressure (hypertension)."),
        ("An anticoagulant was given.", "A blood thinner (anticoagulant) was given."),
        ("An NSAID was given.", "An NSAID was given."),
        ("Nonoperative treatment was as good.", "Treatment without surgery was as good."),
        ("It lowers skin and urinary tract infections.", "It lowers skin and urinary tract infections."),
        ("Mean scores of the Frob Hypertension Scale fell.", "Mean scores of the Frob Hypertension Scale fell."),
        ("It was safe in AF.", "It was safe in AF."),
        ("Neurological complications were rare.", "Nervous system problems were rare."),
        (
            "Every Helicobacter pylori eradication regimen lasts 14 days.",
            "Every H. pylori treatment plan (Helicobacter pylori eradication regimen) lasts 14 days.",
        ),
        ("It was found in Helicobacter pylori.", "It was found in H. pylori (Helicobacter pylori, a stomach germ)."),
        (
            "Falls were more common with Helicobacter pylori eradication than with zanolol.",
            "Falls were more common with treatment to get rid of H. pylori (Helicobacter pylori eradication). This was compared with zanolol.",
        ),
        (
            "Zanolol was noninferior to quibrex for pain.",
            "Zanolol was not worse, by more than a set amount, than quibrex for pain.",
        ),
        ("Zanolol is indicated for frobnitis.", "Zanolol is indicated for frobnitis."),
        (
            "Anticoagulation candidates with frobnitis and no antiplatelet indication fell.",
            "Blood thinner candidates (anticoagulation candidates) with frobnitis and no antiplatelet indication fell.",
        ),
        ("It fell with an antiplatelet.", "It fell with an antiplatelet (against clumping of blood cells)."),
        (
            "Direct oral anticoagulants are safe.",
            "Direct oral anticoagulants (blood thinners taken by mouth) are safe.",
        ),
        (
            "Maintenance-and-reliever therapy (MART) is a therapy.",
            "Maintenance-and-reliever therapy (MART) is a treatment.",
        ),
        ("Empiric alternatives were given.", "Empiric alternatives were given."),
        ("Trials of pediatric migraine prevention were few.", "Trials of pediatric migraine prevention were few."),
        ("Trials of pediatric migraine were few.", "Trials of migraine in children were few."),
        (
            "Return was faster after acute than after chronic repair.",
            "Return was faster after acute than after chronic repair.",
        ),
        ("Zanolol lowered chronic frobnitis.", "Zanolol lowered long-term frobnitis."),
        (
            "Zanolol relieved chronic migraine.",
            "Zanolol relieved chronic migraine (headaches on very many days).",
        ),
        ("For the treatment of frobnitis zanolol is safe.", "To treat frobnitis zanolol is safe."),
        ("Zanolol was approved for the treatment of frobnitis.", "Zanolol was approved to treat frobnitis."),
        ("Evidence for the treatment of frobnitis is weak.", "Evidence for the treatment of frobnitis is weak."),
        (
            "The Society advises it for preventive treatment of frobnitis.",
            "The Society advises it to prevent frobnitis.",
        ),
        ("Zanolol is less effective for frobnitis.", "Zanolol works less well for frobnitis."),
        ("Zanolol is effective in adults.", "Zanolol works in adults."),
        ("Zanolol is not effective in adults.", "Zanolol is not effective in adults."),
        ("Zanolol may be effective in adults.", "Zanolol may be effective in adults."),
        ("Zanolol is effective in lowering pain.", "Zanolol is effective in lowering pain."),
        ("Falls carried an increased risk of pain.", "Falls carried a higher risk of pain."),
        ("Falls increased risk in all adults.", "Falls increased risk in all adults."),
        ("Knee arthroscopy was safe.", "Keyhole knee surgery (knee arthroscopy) was safe."),
        ("Zanolol lowered thrombotic events.", "Zanolol lowered blood clots."),
        (
            "Helicobacter pylori eradication was 91% with zanolol.",
            "Helicobacter pylori eradication was 91% with zanolol.",
        ),
        ("An adequate dose of zanolol was given.", "An adequate dose of zanolol was given."),
        ("Evidence was adequate.", "Evidence was enough."),
    ],
)
def test_plain_words_take_the_place_of_terms(source: str, plain: str) -> None:
    """With their article, with the term beside a name the first time, and not within a name or a shared ending.

    An explanation stands behind a noun phrase and not within one, and letters in brackets keep the words they stand for.
    """
    assert rendered(source).text == plain


def test_chance_left_out_is_noticed() -> None:
    """Figures that leave it open may not go to the note without a word."""
    claim = claim_of(Said("Zanolol lowered pain (HR 0.86, 95% CI 0.73 to 1.02)."))
    pieces = whole(Piece(20, len(claim.text) - 1, "", Rule.NOTE), claim=claim)
    note = Note(NoteKind.FIGURES, "HR 0.86, 95% CI 0.73 to 1.02")
    checks = check_claim_rendering(claim, tampered(*pieces, notes=(note,)), shipped_glossary(), ())
    assert [check.name for check in checks if not check.passed] == ["declared"]


def test_what_a_label_is_indicated_for_it_is_meant_for() -> None:
    """Of a label, "indicated" is what the drug is licensed for; elsewhere it is advice of some strength."""
    of_label = Said("Zanolol is indicated for frobnitis.", Facet.TREATMENT, RecordKind.LABEL, "Indications")
    assert rendered(of_label).text == "Zanolol is meant for frobnitis."
    only = replace(of_label, text="Zanolol is indicated only for treatment of frobnitis.")
    assert rendered(only).text == "Zanolol is meant only to treat frobnitis."


def test_plain_words_for_labels_are_stopped_elsewhere() -> None:
    """The check knows which words only fit a label."""
    claim = claim_of(Said("Zanolol is indicated for frobnitis."))
    pieces = whole(Piece(8, 24, "is meant for", Rule.TERM, "indicated"), claim=claim)
    checks = check_claim_rendering(claim, tampered(*pieces), shipped_glossary(), ())
    assert "declared" in {check.name for check in checks if not check.passed}


def test_words_the_reader_does_not_meet_are_not_explained() -> None:
    """ "Adverse event" gave way to plain words; "significantly" stands in the sentence."""
    rendering = render_for(draft_of("Adverse events were significantly fewer."), Audience.PATIENT)
    assert [explanation.term for explanation in rendering.explanations] == ["significantly"]


def test_an_issuer_named_with_its_letters_has_them_once() -> None:
    """The reference says "Frob Society of Gnomes (FSG)"."""
    draft = draft_of("The FSG advises zanolol.")
    issued = (replace(draft.references[0], issuer="Frob Society of Gnomes (FSG)"),)
    text = render_for(replace(draft, references=issued), Audience.NURSE).claims[0].text
    assert text == "The Frob Society of Gnomes (FSG) advises zanolol."


def test_letters_that_are_joined_are_one_name() -> None:
    """ "FSG/GSA" is not spelt out in half."""
    draft = draft_of("The FSG/GSA guideline advises zanolol.")
    issued = (replace(draft.references[0], issuer="Frob Society of Gnomes"),)
    text = render_for(replace(draft, references=issued), Audience.NURSE).claims[0].text
    assert text == "The FSG/GSA guideline advises zanolol."


def test_a_term_is_given_in_brackets_only_once() -> None:
    """The second claim has the plain words alone; the words used are listed with their sources."""
    rendering = render_for(
        draft_of("Falls are frequent in hypertension.", "Pain is frequent in hypertension."), Audience.PATIENT
    )
    assert [claim.text for claim in rendering.claims] == [
        "Falls are frequent in high blood pressure (hypertension).",
        "Pain is frequent in high blood pressure.",
    ]
    assert [(e.term, e.url.startswith("https://")) for e in rendering.explanations] == [("hypertension", True)]


@pytest.mark.parametrize(
    ("audience", "text"),
    [
        (Audience.PATIENT, "5 mg twice a day lowered the unwanted events of high blood pressure (hypertension)."),
        (Audience.CAREGIVER, "5 mg twice a day lowered the unwanted events of high blood pressure (hypertension)."),
        (
            Audience.STUDENT,
            "5 mg twice a day lowered the adverse events (unwanted events) of hypertension (high blood pressure) (RR 0.8).",
        ),
        (Audience.NURSE, "5 mg twice a day lowered the adverse events of hypertension (RR 0.8)."),
        (Audience.PHARMACIST, "5 mg twice a day lowered the adverse events of hypertension (RR 0.8)."),
        (Audience.PHYSICIAN, "5 mg b.i.d. lowered the adverse events of hypertension (RR 0.8)."),
    ],
)
def test_each_reader_has_a_register(audience: Audience, text: str) -> None:
    """Plain for patients and caregivers, explained for students, shorthand spelt out for nurses and pharmacists."""
    assert rendered("5 mg b.i.d. lowered the adverse events of hypertension (RR 0.8).", audience).text == text


@pytest.mark.parametrize(
    ("shorthand", "spelt"),
    [
        ("Take 5 mg BID.", "Take 5 mg twice a day."),
        ("Take 5 mg t.i.d.", "Take 5 mg three times a day."),
        ("Take 5 mg q8h p.r.n. for pain.", "Take 5 mg every 8 hours as needed for pain."),
        ("They bid for a frob.", "They bid for a frob."),
    ],
)
def test_the_latin_of_prescriptions_is_spelt_out(shorthand: str, spelt: str) -> None:
    """Where it is the Latin of a dose, and nowhere else."""
    said = Said(shorthand, Facet.DOSING, RecordKind.LABEL, "Dosage")
    assert rendered(said, Audience.NURSE).text == spelt


def test_an_abbreviation_is_spelt_out_where_it_first_stands() -> None:
    """As the article's own sources explain it, though they do so further down."""
    draft = draft_of("The FSG advises zanolol.", "The Frob Study Group (FSG) met.", "The FSG met again.")
    said = [claim.text for claim in render_for(draft, Audience.PATIENT).claims]
    assert said == [
        "The Frob Study Group (FSG) advises zanolol.",
        "The Frob Study Group (FSG) met.",
        "The FSG met again.",
    ]


def test_a_student_learns_what_kind_of_study_it_is() -> None:
    """A note tells what a randomised trial is, once for each design a claim rests on."""
    notes = rendered("Zanolol lowered pain.", Audience.STUDENT).notes
    assert [note.kind for note in notes] == [NoteKind.DESIGN]
    assert notes[0].text.startswith("Randomised trial: chance decides")


def test_a_pharmacist_gets_the_identifiers() -> None:
    """What the source is looked up by stands beside the claim."""
    assert rendered("Zanolol lowered pain.", Audience.PHARMACIST).notes == (Note(NoteKind.IDENTIFIERS, "PMID 1"),)


@pytest.mark.parametrize(
    ("audience", "order"),
    [
        (Audience.PHYSICIAN, ["guideline treatment", "label treatment", "label dosing", "research harms"]),
        (Audience.NURSE, ["guideline treatment", "label dosing", "label treatment", "research harms"]),
        (Audience.PHARMACIST, ["label dosing", "label treatment", "guideline treatment", "research harms"]),
    ],
)
def test_the_sections_stand_in_the_order_of_the_readers_work(audience: Audience, order: list[str]) -> None:
    """A nurse has doses first within a kind of source; a pharmacist has the label first."""
    draft = draft_of(
        "Zanolol is first.",
        Said("Zanolol is advised.", Facet.TREATMENT, RecordKind.GUIDELINE),
        Said("Zanolol is for frobs.", Facet.TREATMENT, RecordKind.LABEL),
        Said("The dose is 5 mg.", Facet.DOSING, RecordKind.LABEL),
        Said("Falls were seen.", Facet.HARMS),
    )
    sections = render_for(draft, audience).sections
    assert [f"{section.source_kind.value} {section.facet.value}" for section in sections] == order


# --- what is kept


def test_every_claim_is_kept_for_every_reader() -> None:
    """No claim is added, dropped or shown twice, and each check says so."""
    draft = draft_of(
        "Zanolol lowered pain.",
        Said("Zanolol is contraindicated in people with a missing frob.", Facet.CONTRAINDICATIONS, RecordKind.LABEL),
        Said("Zanolol can cause glimmering.", Facet.HARMS, RecordKind.LABEL, "Boxed warning"),
        red_flag=RedFlag("emergency", "now"),
    )
    for audience in Audience:
        rendering = render_for(draft, audience)
        assert [claim.claim_id for claim in rendering.claims] == ["c1", "c2", "c3"]
        assert all(check.passed for check in check_register(draft, rendering))


@pytest.mark.parametrize(
    ("said", "safety"),
    [
        (Said("Zanolol can cause glimmering.", Facet.TREATMENT, RecordKind.LABEL, "Boxed warning"), True),
        (Said("Falls were seen.", Facet.HARMS), True),
        (Said("The dose is 5 mg.", Facet.DOSING), True),
        (Said("Zanolol should be avoided in people with a missing frob."), True),
        (Said("Zanolol lowered pain."), False),
    ],
)
def test_safety_claims_are_known(said: Said, safety: bool) -> None:
    """By their facet, by the section they come from, or by what they tell the reader to do."""
    assert is_safety(claim_of(said)) is safety


def test_a_dropped_claim_is_noticed() -> None:
    """A rendering without a safety claim fails by name."""
    draft = draft_of("Zanolol lowered pain.", Said("Falls were seen.", Facet.HARMS))
    rendering = render_for(draft, Audience.PATIENT)
    failed = {c.name for c in check_register(draft, replace(rendering, claims=rendering.claims[:1])) if not c.passed}
    assert failed == {"no_claim_dropped", "safety_claims_kept"}


def test_an_added_claim_is_noticed() -> None:
    """A claim that the ledger does not hold fails by name."""
    draft = draft_of("Zanolol lowered pain.")
    rendering = render_for(draft, Audience.PATIENT)
    more = (*rendering.claims, replace(rendering.claims[0], claim_id="c9"))
    failed = {c.name for c in check_register(draft, replace(rendering, claims=more)) if not c.passed}
    assert failed == {"no_claim_added"}


CLAIM = claim_of(Said("Zanolol 5 mg did not lower hypertension in 12% of adults (RR 0.9)."))


def tampered(*pieces: Piece, notes: tuple[Note, ...] = ()) -> ClaimRendering:
    return ClaimRendering("c1", "".join(piece.text for piece in pieces), pieces, notes, (), 0.0)


def whole(*changed: Piece, claim: Claim = CLAIM) -> list[Piece]:
    """Return the claim as pieces, with these in the places they name."""
    made, at = [], 0
    for piece in changed:
        made += [Piece(at, piece.start, claim.text[at : piece.start]), piece]
        at = piece.end
    return [*made, Piece(at, len(claim.text), claim.text[at:])]


@pytest.mark.parametrize(
    ("what", "check", "pieces", "notes"),
    [
        ("a word left out", "nothing_lost", [Piece(0, 8, "Zanolol "), Piece(17, len(CLAIM.text), CLAIM.text[17:])], ()),
        ("kept, and yet another dose", "declared", whole(Piece(8, 12, "50 mg")), ()),
        ("a term that is not the entry's", "declared", whole(Piece(27, 39, "low blood pressure", Rule.TERM, "hypertension")), ()),
        ("an entry that does not exist", "declared", whole(Piece(27, 39, "frobs", Rule.TERM, "frob")), ()),
        ("a joint that adds a word", "declared", whole(Piece(39, 43, ". Sadly, in ", Rule.JOINT)), ()),
        ("a negation taken out as a joint", "declared", whole(Piece(12, 20, "", Rule.JOINT)), ()),
        ("a wrong frequency", "declared", whole(Piece(43, 46, "21 out of every 100 (12%)", Rule.FREQUENCY)), ()),
        ("a figure in no note", "figures_kept", whole(Piece(56, 65, "", Rule.NOTE)), ()),
        ("chance put where the figures do not say it", "declared", whole(Piece(56, 65, " (this difference may be chance)", Rule.NOTE)), (Note(NoteKind.FIGURES, "RR 0.9"),)),
        ("a dose made a note", "declared", whole(Piece(8, 12, "", Rule.NOTE)), (Note(NoteKind.FIGURES, "5 mg"),)),
        ("another figure in the note", "figures_kept", whole(Piece(56, 65, "", Rule.NOTE)), (Note(NoteKind.FIGURES, "RR 0.9, 0.7"),)),
        ("an explanation of another term", "declared", whole(Piece(39, 39, " (a hum)", Rule.GLOSS, "hypertension")), ()),
    ],
)  # fmt: skip
def test_a_tampered_rendering_is_stopped(what: str, check: str, pieces: list[Piece], notes: tuple[Note, ...]) -> None:
    """Whatever made it, the check finds what is lost, added, or not by the shared tables."""
    assert CLAIM.text[27:39] == "hypertension" and CLAIM.text[43:46] == "12%"
    checks = check_claim_rendering(CLAIM, tampered(*pieces, notes=notes), shipped_glossary(), ())
    assert check in {c.name for c in checks if not c.passed}, what


def test_a_rendering_that_fails_falls_back_to_the_sources_words() -> None:
    """Plain words that bring in a number are caught: the claim stands as it is, and the failed check is kept."""
    faulty = Glossary([Entry("monthly", Use.WORD, {"monthly": "once a month"}, "", "A page", "https://a.example/")])
    rendering = render_for(draft_of("Zanolol was given monthly.", "It hums."), Audience.PATIENT, glossary=faulty)
    assert [claim.text for claim in rendering.claims] == ["Zanolol was given monthly.", "It hums."]
    assert [check.name for check in rendering.claims[0].failed] == ["figures_kept"]
    assert rendering.fallbacks == ("c1",)


def test_nothing_points_ahead_of_what_it_speaks_of() -> None:
    """ "This was in two trials" would come before what was found in them; where it is from may."""
    sentence = (
        "In two large placebo controlled trials of older adults, zanolol lowered the hum of the frob only slightly."
    )
    assert rendered(sentence).text.startswith("This is from two large placebo controlled trials of older adults. ")


def test_a_parting_that_the_gate_does_not_bear_out_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence is put together again; the rest of the rendering stays."""

    def whole_sentences_alone(text: str, evidence: Sequence[str]) -> Verdict:
        if text.count(". ") > 0:
            return Verdict(VerdictKind.CONTRADICTED, (Check("negation", False, "two sentences are not one"),))
        return judge_text(text, evidence)

    monkeypatch.setattr("citewell.register.fidelity.judge_text", whole_sentences_alone)
    shown = rendered("Zanolol eased the ache of the frob in hypertension compared with quibrex in all of them.")
    assert shown.text == (
        "Zanolol eased the ache of the frob in high blood pressure (hypertension) compared with quibrex in all of them."
    )
    assert shown.failed == ()


def test_the_source_is_always_one_step_away() -> None:
    """The claim and its quote stay as they are; the rendering only says how it is read."""
    draft = draft_of("Falls are frequent in hypertension.")
    rendering = render_for(draft, Audience.PATIENT)
    assert draft.claims[0].text == draft.claims[0].citations[0].quote == "Falls are frequent in hypertension."
    assert rendering.claims[0].is_reworded


@pytest.mark.parametrize(
    "text",
    [
        "Zanolol <script>alert(1)</script> lowered pain.",
        "Zanolol \u202eniap\u202c lowered \x00 pain \ud800.",
        "(((((95% CI 1 to 2)))))",
        "((" * 400 + " and " * 300,
        "; ".join(["Zanolol lowered pain (95% CI 1 to 2)"] * 40),
        "Zanolol lowered pain, and " * 70 + "it rose.",
        "5 mg b.i.d. " * 150,
        "hypertension " * 3_000,
        "İstanbul ß ﬁ hypertension 12% of adults",
    ],
)
def test_hostile_text_comes_through_whole(text: str) -> None:
    """It is rendered or left as it is, and nothing of it is lost or takes its time."""
    for audience in PLAIN:
        shown = rendered(text, audience)
        assert "".join(text[piece.start : piece.end] for piece in shown.pieces) == text


def test_the_body_that_issued_a_guideline_is_spelt_out() -> None:
    """By the letters of its name, as the reference has it; not where two bodies share them."""
    draft = draft_of("The FSG advises zanolol.", "The QSA advises it too.")
    first, second = draft.references
    issued = (
        replace(first, issuer="Frob Society of Gnomes"),
        replace(second, issuer="Quill Society of Artists/Quiet Scale Association"),
    )
    said = [claim.text for claim in render_for(replace(draft, references=issued), Audience.NURSE).claims]
    assert said == ["The Frob Society of Gnomes (FSG) advises zanolol.", "The QSA advises it too."]


def issued(*sentences: str, audience: Audience = Audience.PATIENT, issuer: str = "Frob Society of Gnomes") -> list[str]:
    draft = draft_of(*sentences)
    references = tuple(replace(reference, issuer=issuer) for reference in draft.references)
    return [claim.text for claim in render_for(replace(draft, references=references), audience).claims]


def test_letters_that_are_not_met_again_are_left_out() -> None:
    """For patients and caregivers: a body named once needs no letters, one named twice needs them behind its name."""
    named = "The Frob Society of Gnomes"
    assert issued("The FSG advises zanolol.") == [f"{named} advises zanolol."]
    assert issued("The FSG advises zanolol.", "The FSG/QSA advises quibrex.")[0] == f"{named} (FSG) advises zanolol."
    assert issued("The FSG advises zanolol.", audience=Audience.STUDENT) == [f"{named} (FSG) advises zanolol."]


def test_letters_of_several_things_are_spelt_out() -> None:
    """DOACs are direct oral anticoagulants, as a DOAC is one."""
    said = [claim.text for claim in render_for(draft_of("Zanolol and DOACs lowered pain."), Audience.STUDENT).claims]
    assert said == ["Zanolol and direct oral anticoagulants (DOACs) lowered pain."]


def test_a_name_that_is_not_seen_to_be_one_keeps_its_letters() -> None:
    """A colon within a name would read as the sentence's own."""
    said = issued("The FIGO advises zanolol.", issuer="Frob: Improving Gnomes Outcomes")
    assert said == ["The Frob: Improving Gnomes Outcomes (FIGO) advises zanolol."]


def test_another_body_than_the_letters_name_is_caught() -> None:
    """Letters may be left out behind the words they are short for, and behind no others."""
    claim = claim_of(Said("The FSG advises zanolol."))
    known = [("FSG", "Frob Society of Gnomes")]
    verdicts = []
    for said in ("Frob Society of Gnomes", "Frob Society", "Frob Society of Gnomes (QSA)"):
        read = tampered(*whole(Piece(4, 7, said, Rule.ABBREVIATION), claim=claim))
        verdicts.append(all(check.passed for check in check_claim_rendering(claim, read, shipped_glossary(), known)))
    assert verdicts == [True, False, False]


# --- what a fault in a rendering is caught by

WARNED = (
    "Zanolol should not be given to adults with frobnitis who take quibrex.",
    "Zanolol 5 mg may cause severe stomach bleeding in adults older than 60 years.",
    "In adults with frobnitis, zanolol did not lower the risk of 3 falls compared with a dose of quibrex.",
    "Signs of frobnitis include a loud hum, weakness of the frob, and sometimes no gap.",
    "Falls occurred in 27 of 8,574 adults (0.31%) on zanolol and 12 of 8,569 (0.14%) on quibrex.",
    "Surgery for a torn frob gave a lower rate of uncertain falls than zanolol.",
)


@pytest.mark.parametrize("sentence", WARNED)
def test_a_word_that_is_dropped_is_caught(sentence: str) -> None:
    """Each word of what is read is taken out in turn, a "not", a number and a "may" among them."""
    claim, read = claim_of(Said(sentence)), rendered(sentence)
    for place, piece in enumerate(read.pieces):
        for word in re.finditer(r"\S+", piece.text):
            less = replace(piece, text=piece.text[: word.start()] + piece.text[word.end() :])
            faulty = (*read.pieces[:place], less, *read.pieces[place + 1 :])
            assert _is_caught(claim, faulty, read.notes), word.group()


@pytest.mark.parametrize("sentence", WARNED)
def test_a_part_that_is_dropped_is_caught(sentence: str) -> None:
    """No piece may go missing with the words it stands for: no item of a list, no lead, no warning."""
    claim, read = claim_of(Said(sentence)), rendered(sentence)
    for place in range(len(read.pieces)):
        assert _is_caught(claim, (*read.pieces[:place], *read.pieces[place + 1 :]), read.notes)


@pytest.mark.parametrize(
    ("sentence", "said", "instead"),
    [
        (WARNED[3], "\n• ", "\n• no "),
        (WARNED[3], ":\n• ", "\n• "),
        (WARNED[3], "\n• ", ". "),
        (WARNED[5], ". This was compared with ", ". This was better than "),
        (WARNED[5], ". This was compared with ", ". But "),
        (WARNED[2], "This is about ", "This is not about "),
        (WARNED[2], "This is about ", "This is from "),
        (WARNED[2], "This is about ", "This is for when "),
        (WARNED[2], ". ", ". But "),
    ],
)
def test_a_joint_that_says_something_else_is_caught(sentence: str, said: str, instead: str) -> None:
    """What parts a sentence, or sets out a list, is in the table for the words it stands for, or is no rendering."""
    claim, read = claim_of(Said(sentence)), rendered(sentence)
    place = next(at for at, piece in enumerate(read.pieces) if piece.text == said)
    other = replace(read.pieces[place], text=instead)
    assert _is_caught(claim, (*read.pieces[:place], other, *read.pieces[place + 1 :]), read.notes)


def test_what_is_opened_has_to_be_closed() -> None:
    """ "This is about adults" without its end would say of the adults what the statement says."""
    claim, read = claim_of(Said(WARNED[2])), rendered(WARNED[2])
    place = next(at for at, piece in enumerate(read.pieces) if piece.text == ". ")
    end = read.pieces[place]
    kept = replace(end, text=claim.text[end.start : end.end], rule=Rule.KEPT)
    assert _is_caught(claim, (*read.pieces[:place], kept, *read.pieces[place + 1 :]), read.notes)


def _is_caught(claim: Claim, made_of: Sequence[Piece], notes: tuple[Note, ...]) -> bool:
    faulty = ClaimRendering(claim.id, text_of(made_of), tuple(made_of), notes, (), 0.0)
    return any(not check.passed for check in check_claim_rendering(claim, faulty, shipped_glossary(), ()))

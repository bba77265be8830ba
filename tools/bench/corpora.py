"""The texts that are searched: abstracts of two collections, and a large library made of their sentences."""

from __future__ import annotations

import json
import lzma
import random
import re
import shutil
from pathlib import Path

from bench.measuring import SEED, Bench, open_library
from citewell.library import Library

PASSAGES = 130_000


def scifact_corpus(bench: Bench) -> list[tuple[str, str, list[str]]]:
    """Return (id, title, sentences) of the SciFact abstracts, which are kept as a Python list as text."""
    quoted = re.compile(r"""(['"])(.*?)\1(?=\s*(?:\n|\]$))""", re.DOTALL)
    with lzma.open(bench.file("scifact_corpus_5183.jsonl.xz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["doc_id"], row["title"], [m[2] for m in quoted.finditer(row["abstract"])]) for row in rows]


def _cohen(bench: Bench) -> list[tuple[str, str, list[str]]]:
    with lzma.open(bench.file("cohen_records.jsonl.xz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(r["pmid"], r["title"] or "Untitled", re.split(r"(?<=[.?!]) (?=[A-Z])", r["abstract"] or "")) for r in rows]


def large_library(bench: Bench) -> Library:
    """Return a library of `PASSAGES` passages; it is built once for each folder of work."""
    home = bench.work / f"library-{PASSAGES}"
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _write_records(bench, home / "records.jsonl")
        with open_library(home) as library:
            library.ingest([home / "records.jsonl"])
        (home / "records.jsonl").unlink()
        (home / "ready").touch()
    return open_library(home)


def _write_records(bench: Bench, path: Path) -> None:
    real = list({pmid: (pmid, title, sentences) for pmid, title, sentences in _cohen(bench)}.values())
    real += [(f"9{doc_id}", title, sentences) for doc_id, title, sentences in scifact_corpus(bench)]
    chance = random.Random(SEED)  # noqa: S311
    by_length = [row for row in real if len(row[2]) > 3]
    with path.open("w", encoding="utf-8") as out:
        for number in range(PASSAGES):
            if number < len(real):
                pmid, title, sentences = real[number]
            else:
                parts = chance.sample(by_length, 3)
                pmid, title = str(50_000_000 + number), parts[0][1]
                sentences = [chance.choice(part[2]) for part in parts for _ in range(3)]
            text = " ".join(sentences).strip()
            row = {"id": f"bench:{pmid}", "title": title, "abstract": text, "year": 1990 + number % 35}
            row["publication_types"] = [chance.choice(["Randomized Controlled Trial", "Review", "Journal Article"])]
            out.write(json.dumps(row) + "\n")


QUESTIONS = """What are the symptoms and treatment options for heart failure?
Do ACE inhibitors reduce mortality after myocardial infarction?
What are the side effects of statins?
Which drugs are used for migraine prevention?
Is metformin safe in chronic kidney disease?
How is rheumatoid arthritis treated in older adults?
What is the dose of atorvastatin after stroke?
Are atypical antipsychotics effective in schizophrenia?
What are the harms of long-term opioid use for chronic pain?
How is attention deficit hyperactivity disorder diagnosed in children?
Does estrogen therapy prevent osteoporosis in postmenopausal women?
What are the contraindications of beta blockers?
Are proton pump inhibitors better than H2 blockers for reflux disease?
How effective are triptans for acute migraine?
What is the prognosis of Alzheimer disease?
Do NSAIDs raise the risk of gastrointestinal bleeding?
What causes urinary incontinence in women?
Which antihistamines work best for allergic rhinitis?
How common is type 2 diabetes in adults?
What are the risk factors for breast cancer?
How can falls be prevented in elderly people?
Does aspirin prevent colorectal cancer?
What is the treatment of community-acquired pneumonia?
Are inhaled corticosteroids effective in asthma?
What are the adverse effects of oral hypoglycemics?
How is deep vein thrombosis diagnosed?
Is warfarin better than aspirin in atrial fibrillation?
What is the recovery time after hip fracture surgery?
How is hepatitis C treated?
Does vitamin D reduce fractures?
What are the signs of depression in adolescents?
How effective is cognitive behavioural therapy for insomnia?
Which skeletal muscle relaxants are effective for low back pain?
What is the role of calcium channel blockers in hypertension?
Does exercise improve knee osteoarthritis?
What are the complications of gestational diabetes?
How is multiple sclerosis treated?
Are SSRIs safe in pregnancy?
What is the sensitivity of mammography?
Does smoking cessation reduce the risk of stroke?
How is tuberculosis prevented in HIV infection?
What are the benefits of breastfeeding for infants?
Is oxybutynin effective for overactive bladder?
What is the incidence of sepsis in intensive care?
How should hypothyroidism be treated?
Do antibiotics help in acute bronchitis?
What causes iron deficiency anaemia?
Are bisphosphonates associated with jaw necrosis?
How is prostate cancer diagnosed?
Does zidovudine reduce mother-to-child transmission of HIV?""".splitlines()

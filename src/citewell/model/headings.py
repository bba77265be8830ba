"""What an article calls each facet: for professionals, and in plain words."""

from __future__ import annotations

from citewell.model.question import Facet

FACET_HEADINGS: dict[Facet, tuple[str, str]] = {
    Facet.DEFINITION: ("Definition", "What it is"),
    Facet.CAUSE: ("Causes", "What causes it"),
    Facet.RISK_FACTORS: ("Risk factors", "Who is more at risk"),
    Facet.SYMPTOMS: ("Symptoms and signs", "Symptoms"),
    Facet.DIAGNOSIS: ("Diagnosis", "How it is found"),
    Facet.TREATMENT: ("Treatment", "Treatment"),
    Facet.DOSING: ("Dosing", "Doses"),
    Facet.HARMS: ("Harms and complications", "Possible harms"),
    Facet.CONTRAINDICATIONS: ("Contraindications", "Who should not have it"),
    Facet.INTERACTIONS: ("Interactions", "What it does not go with"),
    Facet.PROGNOSIS: ("Prognosis", "What to expect"),
    Facet.RECOVERY: ("Recovery", "Getting better"),
    Facet.PREVENTION: ("Prevention", "How to prevent it"),
    Facet.EPIDEMIOLOGY: ("Epidemiology", "How common it is"),
    Facet.FINDINGS: ("Findings", "What was found"),
}

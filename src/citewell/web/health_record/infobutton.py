"""HL7 Infobutton: a URL that names what a clinician looks at, answered with approved articles as Atom or JSON.

Source: HL7 Version 3 Implementation Guide, URL-Based Implementations of the Context-Aware Knowledge Retrieval
(Infobutton) Domain, Release 4; the answers have the form of MedlinePlus Connect; RFC 4287 for Atom.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree
from markupsafe import escape

from citewell.model.codes import system_of
from citewell.model.question import Audience, Facet
from citewell.model.serialise import clean
from citewell.question import parse_question
from citewell.web.api.addresses import page
from citewell.web.api.problems import Problem, problem_response
from citewell.web.health_record.matching import Found, Matched, Subject, approved_on

ATOM, XML = "http://www.w3.org/2005/Atom", "http://www.w3.org/XML/1998/namespace"
_MOST_CRITERIA = 5
_FORMS = {
    "": "atom",
    "text/xml": "atom",
    "application/xml": "atom",
    "application/atom+xml": "atom",
    "application/json": "json",
    "text/json": "json",
}
# What is looked for, by the task in which the button is pressed (HL7 ActCode, ActTaskCode) ...
_TASKS = {
    "MEDOE": (Facet.DOSING, Facet.TREATMENT, Facet.CONTRAINDICATIONS),
    "MLREV": (Facet.HARMS, Facet.DOSING, Facet.TREATMENT),
    "LABRREV": (Facet.DIAGNOSIS,),
    "LABOE": (Facet.DIAGNOSIS,),
}
# ... and by the qualifier of MeSH that names the subtopic.
_QUALIFIERS = {
    "Q000008": Facet.DOSING,
    "Q000009": Facet.HARMS,
    "Q000175": Facet.DIAGNOSIS,
    "Q000188": Facet.TREATMENT,
    "Q000209": Facet.CAUSE,
    "Q000453": Facet.EPIDEMIOLOGY,
    "Q000517": Facet.PREVENTION,
    "Q000627": Facet.TREATMENT,
    "Q000628": Facet.TREATMENT,
}
# A further criterion bears its number: mainSearchCriteria.v.c1.
_CRITERION = re.compile(r"(mainSearchCriteria|subTopic)\.v\.(c|cs|dn|ot)(\d?)")
_ECHOED = ("taskContext.c.c", "informationRecipient", "performer", "age.v.v", "age.v.u")
_GENDER = "administrativeGenderCode.c"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read. `echoed` is what the answer repeats of it, as categories."""

    subjects: tuple[Subject, ...]
    facets: tuple[Facet, ...]
    audience: Audience
    echoed: tuple[tuple[str, str], ...]


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def infobutton(request: HttpRequest) -> HttpResponseBase:
    """The approved articles on what the request names; a feed without entries says that there is none."""
    sent = request.POST if request.method == "POST" else request.GET
    form = _FORMS.get(sent.get("knowledgeResponseType", "").split(";")[0].strip().lower())
    if form is None:
        wanted = ", ".join(name for name in _FORMS if name)
        return problem_response(request, Problem(406, f"`knowledgeResponseType` may be {wanted}."))
    asked = read_request(sent)
    if not asked.subjects:
        missing = "`mainSearchCriteria.v.dn` is missing, and so is `mainSearchCriteria.v.c`."
        return problem_response(request, Problem(400, missing, next="Send what to look for, as a name or a code."))
    matched = approved_on(asked.subjects, facets=asked.facets)
    write = _as_atom if form == "atom" else _as_json
    body, media_type = write(asked, matched, timezone.now())
    return HttpResponse(body, content_type=f"{media_type}; charset=utf-8")


def read_request(sent: QueryDict) -> Asked:
    """Return what a request names; what it says besides is passed over, as the standard asks."""
    criteria: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in sent.items():
        if match := _CRITERION.fullmatch(name):
            criteria.setdefault((match[1], match[3]), {})[match[2]] = clean(str(value)).strip()[:300]
    main = [parts for (kind, _), parts in sorted(criteria.items()) if kind == "mainSearchCriteria"]
    subtopics = [parts for (kind, _), parts in sorted(criteria.items()) if kind == "subTopic"]
    subjects = tuple(filter(None, map(_subject, main[:_MOST_CRITERIA])))
    facets = [facet for parts in subtopics[:_MOST_CRITERIA] for facet in _facets(parts)]
    facets += _TASKS.get(sent.get("taskContext.c.c", ""), ())
    recipient = sent.get("informationRecipient", "").upper()
    audience = Audience.PHYSICIAN if recipient == "PROV" else Audience.PATIENT
    echoed = [(f"mainSearchCriteria.v.{part}", main[0].get(part, "")) for part in ("c", "cs", "dn")] if main else []
    echoed += [(name, clean(sent.get(name, ""))[:60]) for name in _ECHOED if name in sent]
    gender = sent.get(f"patientPerson.{_GENDER}", sent.get(_GENDER, ""))
    echoed += [(_GENDER, clean(gender)[:60])] if gender else []
    return Asked(subjects, tuple(dict.fromkeys(facets)), audience, tuple(echoed))


def _subject(parts: Mapping[str, str]) -> Subject | None:
    name, text, code, system = (parts.get(part, "") for part in ("dn", "ot", "c", "cs"))
    return Subject(name, code, system_of(system), text, system) if name or text or code else None


def _facets(parts: Mapping[str, str]) -> list[Facet]:
    if facet := _QUALIFIERS.get(parts.get("c", "")):
        return [facet]
    words = parts.get("dn") or parts.get("ot", "")
    if not any(character.isalnum() for character in words):
        return []
    read = parse_question(f"What is the {words}?") if words.isascii() else None
    return list(read.facets) if read and read.facets_are_explicit else []


def _subtitle(asked: Asked, matched: Matched) -> str:
    """Return what was found or not, and all that is to be told of how."""
    named = ", ".join(subject.shown for subject in asked.subjects)
    if matched.found:
        first = f"{settings.SITE.name} results for {named}"
    else:
        first = f"{settings.SITE.name} has no approved article on {named}. Others are not given here."
    if any("display name" in note for note in matched.notes):
        first += " A display name is sent as mainSearchCriteria.v.dn."
    said = dict.fromkeys(filter(None, (*matched.disagreements, *matched.notes, *(item.note for item in matched.found))))
    return " ".join([first if first.endswith(".") or not said else f"{first}.", *said])


def _summary(item: Found) -> str:
    """Return the bottom line with the review behind it, as HTML."""
    article = item.article
    approved = f" on {article.approved_at:%Y-%m-%d}" if article.approved_at else ""
    review = f"Approved by the medical board{approved}. Each sentence is tied to its source."
    note = f"<p>{escape(item.note)}</p>" if item.note else ""
    return f"{note}<p>{escape(item.bottom_line)}</p><p>{review}</p>"


def _link(item: Found, asked: Asked) -> str:
    return f"{page('article', item.article.slug)}?for={asked.audience.value}"


def _id(path: str, on: datetime) -> str:
    """Return a name that stays the same wherever the site moves. Source: RFC 4151."""
    return f"tag:{urlsplit(settings.SITE.url).hostname},{on:%Y-%m-%d}:{path}"


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _as_atom(asked: Asked, matched: Matched, now: datetime) -> tuple[bytes, str]:
    spaces: dict[str | None, str] = {None: ATOM}
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=spaces)  # type: ignore[arg-type]
    feed.set(f"{{{XML}}}lang", "en")
    feed.set(f"{{{XML}}}base", f"{settings.SITE.url}/")
    _add(feed, "title", settings.SITE.name, type="text")
    found = matched.found
    _add(feed, "subtitle", _subtitle(asked, matched), type="text")
    author = _add(feed, "author")
    _add(author, "name", settings.SITE.name)
    _add(author, "uri", settings.SITE.url)
    _add(feed, "updated", _stamp(max((item.article.updated_at for item in found), default=now)))
    _add(feed, "id", _id("/infobutton", datetime(2026, 1, 1)))
    for scheme, term in asked.echoed:
        _add(feed, "category", scheme=scheme, term=term)
    for item in found:
        entry = _add(feed, "entry")
        _add(entry, "title", item.article.title, type="text")
        _add(entry, "link", href=_link(item, asked), rel="alternate", type="text/html", title=item.article.title)
        _add(entry, "id", _id(item.article.get_absolute_url(), item.article.created_at))
        _add(entry, "updated", _stamp(item.article.updated_at))
        _add(entry, "summary", _summary(item), type="html")
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8"), "application/atom+xml"


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    for attribute, value in attributes.items():
        element.set(attribute, clean(value))
    if text:
        element.text = clean(text)
    return element


def _as_json(asked: Asked, matched: Matched, now: datetime) -> tuple[bytes, str]:
    found = matched.found
    feed: dict[str, Any] = {
        "base": f"{settings.SITE.url}/",
        "lang": "en",
        "title": {"_value": settings.SITE.name, "type": "text"},
        "subtitle": {"_value": _subtitle(asked, matched), "type": "text"},
        "author": {"name": {"_value": settings.SITE.name}, "uri": {"_value": settings.SITE.url}},
        "updated": {"_value": _stamp(max((item.article.updated_at for item in found), default=now))},
        "category": [{"scheme": scheme, "term": term} for scheme, term in asked.echoed],
        "id": {"_value": _id("/infobutton", datetime(2026, 1, 1))},
        "entry": [
            {
                "lang": "en",
                "title": {"_value": item.article.title, "type": "text"},
                "link": [{"title": item.article.title, "rel": "alternate", "type": "html", "href": _link(item, asked)}],
                "id": {"_value": _id(item.article.get_absolute_url(), item.article.created_at)},
                "updated": {"_value": _stamp(item.article.updated_at)},
                "summary": {"_value": _summary(item), "type": "html"},
            }
            for item in found
        ],
    }
    return orjson.dumps({"feed": feed}), "application/json"

"""From what a form sends to a command. What can't be read is refused in the words of the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from django.http import QueryDict

from citewell.editorial import commands as c
from citewell.editorial.edit import reword
from citewell.editorial.review import Cause, Choice, DecisionKind, Interests
from citewell.editorial.roles import Actor
from citewell.editorial.status import Action
from citewell.errors import BadInput
from citewell.model.ledger import Ledger
from citewell.web.accounts.models import User
from citewell.web.desk.people import person
from citewell.web.desk.screen import claim_of

Reader: TypeAlias = Callable[[QueryDict, Ledger], c.Command]


def read(action: Action, values: QueryDict, ledger: Ledger) -> c.Command:
    """Return the command that a form asks for. Raises BadInput if it can't be read.

    ledger: of the newest revision, against whose quotes an edited sentence is checked.
    """
    reader = _READERS.get(action)
    if reader is None:
        raise BadInput(f"“{action.value}” is not done from this page.")
    return reader(values, ledger)


def _text(values: QueryDict, name: str) -> str:
    # A browser sends line ends as CR LF, whatever was typed.
    return values.get(name, "").replace("\r\n", "\n").strip()


def _assign(values: QueryDict, _ledger: Ledger) -> c.Command:
    return c.Assign(_reviewer(values), _due(values))


def _reviewer(values: QueryDict) -> Actor:
    chosen = _text(values, "reviewer")
    user = User.objects.filter(pk=chosen, is_active=True).first() if chosen.isdecimal() else None
    if user is None:
        raise BadInput("No reviewer was chosen. Choose one from the list.")
    return person(user)


def _due(values: QueryDict) -> date | None:
    text = _text(values, "due")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"{text!r} is not a day. Write it as 2026-05-03.") from None


def _decide(values: QueryDict, ledger: Ledger) -> c.Command:
    key, kind = _text(values, "key"), _text(values, "decision")
    if kind == "undo":
        return c.Decide(key, None)
    try:
        decided = DecisionKind(kind)
    except ValueError:
        raise BadInput("It is not clear what was decided. Accept, edit or reject the sentence.") from None
    if decided is not DecisionKind.EDIT:
        return c.Decide(key, decided, _text(values, "note"))
    claim = claim_of(ledger, key)
    if claim is None:
        return c.Decide(key, decided)
    return c.Decide(key, decided, _text(values, "note"), reword(ledger, claim.id, _text(values, "text")))


def _vote(values: QueryDict, _ledger: Ledger) -> c.Command:
    relevant, choice, seen = _text(values, "relevant"), _text(values, "choice"), _text(values, "round")
    if relevant not in {"yes", "no"}:
        raise BadInput("Say whether an interest of yours bears on this article.")
    if choice not in set(Choice) and relevant == "no":
        raise BadInput("Choose whether to approve or to ask for changes.")
    return c.CastVote(
        Choice(choice) if choice in set(Choice) else Choice.REQUEST_CHANGES,
        _text(values, "revision"),
        int(seen) if seen.isdecimal() else -1,
        Interests(_text(values, "interests"), is_relevant=relevant == "yes"),
        _text(values, "note"),
    )


def _reopen(values: QueryDict, _ledger: Ledger) -> c.Command:
    return c.Reopen(tuple(values.getlist("key")), Cause.EDITOR, _text(values, "reason"))


def _answer(values: QueryDict, _ledger: Ledger) -> c.Command:
    number, upheld = _text(values, "number"), _text(values, "upheld")
    if not number.isdecimal() or upheld not in {"yes", "no"}:
        raise BadInput("Say whether the objection is upheld.")
    return c.Answer(int(number), _text(values, "answer"), upheld == "yes")


_READERS: Mapping[Action, Reader] = {
    Action.ASSIGN: _assign,
    Action.RELEASE: lambda v, _: c.Release(_text(v, "reviewer"), _text(v, "reason")),
    Action.DECLINE: lambda v, _: c.Decline(_text(v, "reason")),
    Action.RECUSE: lambda v, _: c.Recuse(_text(v, "interest")),
    Action.DECIDE: _decide,
    Action.COMMENT: lambda v, _: c.Remark(_text(v, "text"), _text(v, "key")),
    Action.VOTE: _vote,
    Action.OVERRIDE: lambda v, _: c.Allow(tuple(v.getlist("key")), _text(v, "reason")),
    Action.REOPEN: _reopen,
    Action.CORRECT: lambda v, _: c.Correct(_text(v, "text")),
    Action.ANSWER: _answer,
    Action.WITHDRAW: lambda v, _: c.Withdraw(_text(v, "reason")),
}

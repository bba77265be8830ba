"""Accounts: invitations, roles, profiles, taking one's data away, and leaving."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module

import orjson
import pytest
from allauth.mfa.totp.internal import auth as totp
from click.testing import CliRunner
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from api_world import with_site
from citewell.cli import app
from citewell.cli.invite import ROLES
from citewell.cli.invite import invite as invite_command
from citewell.editorial.audit import Event
from citewell.editorial.commands import Remark
from citewell.editorial.roles import SYSTEM, Actor, Role
from citewell.errors import BadInput, UserError
from citewell.model.article import ReviewStatus
from citewell.web.accounts import own
from citewell.web.accounts.export import export
from citewell.web.accounts.invitations import invite, open_invitation, set_roles
from citewell.web.accounts.models import Invitation, User
from citewell.web.api.keys import make_key
from citewell.web.api.models import ApiKey, KeptReply
from citewell.web.articles.models import Article
from citewell.web.conversations.models import Conversation, Turn
from citewell.web.desk import audit
from citewell.web.desk.models import AuditEvent
from citewell.web.desk.people import has_second_factor
from citewell.web.jobs.handlers import HANDLERS, PERIODIC, call
from citewell.web.jobs.models import Job
from citewell.web.jobs.worker import Worker
from desk_world import PASSWORD, Site


def link_to(email: str, *roles: Role) -> str:
    """Invite somebody and return the path of the link."""
    _, link = invite(email, roles, actor=SYSTEM, now=timezone.now())
    return link[link.index("/account/") :]


def run_jobs() -> None:
    """Do what waits."""
    worker = Worker("test")
    while worker.step(timezone.now()):
        pass


def take_up(path: str, **values: str) -> str:
    form = {"name": "Board member C", "credentials": "MD", "password": PASSWORD} | values
    return Client().post(path, form, follow=True).content.decode()


@pytest.mark.django_db
def test_an_invitation_makes_an_account_with_its_roles() -> None:
    """Whoever holds the link gets an account under the address it was sent to, and can sign in."""
    take_up(link_to("c@example.org", Role.BOARD_MEMBER))
    user = User.objects.get(email="c@example.org")
    assert [grant.role for grant in user.grants.all()] == ["board member"]
    client = Client()
    client.post("/account/login/", {"login": "c@example.org", "password": PASSWORD})
    assert client.get("/desk/").status_code == 200


@pytest.mark.django_db
def test_the_newest_invitation_of_an_address_counts() -> None:
    """Who was invited to too much is invited again, and the first link is used up."""
    first = link_to("c@example.org", Role.ADMINISTRATOR)
    second = link_to("c@example.org", Role.BOARD_MEMBER)
    assert "used already" in take_up(first)
    take_up(second)
    assert [g.role for g in User.objects.get(email="c@example.org").grants.all()] == ["board member"]


@pytest.mark.django_db
def test_who_is_invited_to_a_site_with_accounts_is_invited_to_something(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody becomes an administrator by an option that was left out."""
    monkeypatch.setattr("citewell.web.running.set_up", lambda: None)
    done = CliRunner().invoke(invite_command, ["c@example.org"], standalone_mode=False)
    assert isinstance(done.exception, UserError)
    assert "--role" in str(done.exception)


@pytest.mark.django_db
def test_an_invitation_works_once() -> None:
    """The second time the page says so."""
    path = link_to("c@example.org", Role.BOARD_MEMBER)
    take_up(path)
    response = Client().get(path)
    assert response.status_code == 410
    assert "was used already" in response.content.decode()


@pytest.mark.django_db
def test_an_invitation_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """After seven days it is told to be too old."""
    token = link_to("c@example.org", Role.BOARD_MEMBER).split("/")[-2]
    later = timezone.now().timestamp() + timedelta(days=8).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(BadInput, match="older than 7 days"):
        open_invitation(token)


@pytest.mark.django_db
def test_a_forged_link_is_none() -> None:
    """A link whose signature does not fit opens nothing."""
    token = link_to("c@example.org", Role.ADMINISTRATOR).split("/")[-2]
    with pytest.raises(BadInput, match="not a whole invitation link"):
        open_invitation("a" + token[1:])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": " "}, "Your name is missing"),
        ({"password": "short"}, "too short"),
        ({"password": "password1234"}, "too common"),
    ],
)
def test_a_bad_name_or_password_is_told(values: dict[str, str], told: str) -> None:
    """The form comes back with what to do, and the invitation can still be used."""
    path = link_to("c@example.org", Role.BOARD_MEMBER)
    assert told in take_up(path, **values)
    assert not User.objects.filter(email="c@example.org").exists()
    take_up(path)
    assert User.objects.filter(email="c@example.org").exists()


def test_a_link_gives_its_roles_to_who_is_signed_in(site: Site) -> None:
    """Who has an account keeps it, and has the roles besides."""
    client = site.client("stranger")
    client.post(link_to("stranger@example.org", Role.PHARMACIST))
    assert [grant.role for grant in site.users["stranger"].grants.all()] == ["pharmacist"]


def test_an_address_that_has_an_account_signs_in_first(site: Site) -> None:
    """A link to an address with an account gives a stranger neither that account nor a second one."""
    assert "Sign in, then open the link again" in take_up(link_to("editor@example.org", Role.ADMINISTRATOR))
    assert not site.users["editor"].grants.filter(role="administrator").exists()


@pytest.mark.parametrize(
    ("who", "role", "is_sent"),
    [
        ("admin", "administrator", True),
        ("admin", "board member", True),
        ("editor", "board member", True),
        ("editor", "pharmacist", True),
        ("editor", "medical editor", False),
        ("editor", "administrator", False),
        ("member_a", "author", False),
    ],
)
def test_who_invites_to_what(site: Site, who: str, role: str, is_sent: bool) -> None:
    """Editors invite authors and reviewers; who edits and who administrates is for administrators."""
    site.client(who).post("/account/invitations", {"email": "c@example.org", "role": role})
    assert Invitation.objects.exists() == is_sent


def test_an_invitation_is_sent_by_mail(site: Site) -> None:
    """The mail holds the link, the roles and how long it works."""
    site.client("editor").post("/account/invitations", {"email": "c@example.org", "role": "board member"})
    run_jobs()
    body = next(message.body for message in mail.outbox if message.to == ["c@example.org"])
    assert "board member" in body and "/account/invitations/" in body and "seven days" in body


def test_the_link_of_an_invitation_is_shown_once(site: Site) -> None:
    """To who made it, with the truth: without a mail server nothing is sent."""
    client = site.client("editor")
    values = {"email": "c@example.org", "role": "board member"}
    page = client.post("/account/invitations", values, follow=True).content.decode()
    (link,) = re.findall(r'value="(http[^"]+/account/invitations/[^"]+)"', page)
    assert open_invitation(link.rstrip("/").rpartition("/")[2]).email == "c@example.org"
    assert "This site sends no mail" in page and "on its way" not in page
    assert link not in client.get("/account/people/").content.decode()


def test_a_site_with_a_mail_server_says_that_a_mail_is_sent(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link is shown all the same."""
    with_site(monkeypatch, mail="smtp://mail.example.org")
    values = {"email": "c@example.org", "role": "board member"}
    page = site.client("editor").post("/account/invitations", values, follow=True).content.decode()
    assert "on its way by mail" in page and "sends no mail" not in page


@pytest.mark.parametrize(("mail_url", "told"), [("", "No mail is sent"), ("smtp://mail.example.org", "sent by mail")])
def test_the_command_says_whether_a_mail_is_sent(
    db: None, monkeypatch: pytest.MonkeyPatch, mail_url: str, told: str
) -> None:
    """A mail that is written to the console reaches nobody."""
    with_site(monkeypatch, mail=mail_url)
    monkeypatch.setattr("citewell.web.running.set_up", lambda: None)
    done = CliRunner().invoke(app, ["invite", "c@example.org"])
    assert done.exit_code == 0, done.output
    assert told in done.output


def test_an_administrator_gives_and_takes_roles(site: Site) -> None:
    """What is ticked is held, and what is not is taken; both leave a trace."""
    pk = site.users["member_b"].pk
    site.client("admin").post(f"/account/people/{pk}/roles", {"role": ["pharmacist", "author"]})
    assert sorted(grant.role for grant in site.users["member_b"].grants.all()) == ["author", "pharmacist"]
    event = AuditEvent.objects.get(name="roles")
    assert (event.actor_name, event.detail["roles"]) == ("Admin", ["author", "pharmacist"])


def test_the_last_administrator_stays(site: Site) -> None:
    """Neither can he lose the role nor leave."""
    admin = site.users["admin"]
    client = site.client("admin")
    client.post(f"/account/people/{admin.pk}/roles", {"role": ["author"]})
    client.post("/account/delete/", {"email": admin.email})
    assert admin.grants.filter(role="administrator").exists()


def test_a_profile_stands_on_the_page_of_the_board(site: Site) -> None:
    """Name, credentials and interests are what readers see of a member; the address is not."""
    site.client("member_a").post(
        "/account/profile/",
        {"name": "Board member A", "credentials": "MD, frobologist", "interests": "Advises nobody."},
    )
    page = Client().get("/board/").content.decode()
    assert "MD, frobologist" in page and "Advises nobody." in page
    assert "member_a@example.org" not in page


def test_an_account_is_taken_away_as_data(site: Site) -> None:
    """The file holds the profile, the votes, the decisions and the person's part of the trail."""
    site.submit().assign("member_a").ask_for_changes("member_a")
    data = orjson.loads(site.client("member_a").get("/account/export").content)
    assert data["account"]["email"] == "member_a@example.org"
    assert data["votes"][0]["choice"] == "request changes"
    assert {event["name"] for event in data["audit"]} == {"vote", "status"}


def test_the_file_holds_what_a_person_gave(site: Site) -> None:
    """Conversations with their answers, objections, articles, comments, keys by name, sessions; and no secret."""
    site.submit().assign("member_a").do("member_a", Remark("Is the hum heard?"))
    site.assign("member_b", "pharmacist").approve("member_a", "member_b", "pharmacist")
    author = site.users["author"]
    converse(author)
    key = key_of(author)
    client = site.client("author")
    client.post(
        f"/articles/{site.article.slug}/object/", {"key": site.review.current.claims[0].key, "text": "It hums."}
    )
    content = client.get("/account/export").content
    data = orjson.loads(content)
    assert data["conversations"][0]["turns"][0]["question"] == "How is frobnitis treated?"
    assert data["conversations"][0]["turns"][0]["content"] == {"answer": "held"}
    assert [row["text"] for row in data["objections"]] == ["It hums."]
    assert [row["slug"] for row in data["articles"]] == ["frobnitis"]
    assert data["revisions"][0]["digest"] == site.article.latest.digest
    assert [row["name"] for row in data["api_keys"]] == ["my program"]
    assert len(data["sign_in"]["sessions"]) == 1
    assert key.encode() not in content
    theirs = orjson.loads(site.client("member_a").get("/account/export").content)
    assert [row["text"] for row in theirs["comments"]] == ["Is the hum heard?"]
    assert theirs["votes"][0]["interests"]
    assert theirs["conversations"] == theirs["objections"] == []


def test_who_leaves_takes_along_what_is_theirs_alone(site: Site) -> None:
    """Conversations, drafts, keys, kept replies, invitations and the sessions of other browsers are gone."""
    author, other = site.users["author"], site.client("author")
    converse(author)
    key_of(author)
    now = timezone.now()
    for caller in (f"user:{author.pk}", f"key:{ApiKey.objects.get().pk}", "user:0"):
        KeptReply.objects.create(caller=caller, key="k", request="", created_at=now, expires_at=now)
    Invitation.objects.create(email=author.email, sent_at=now, accepted_at=now)
    site.client("author").post("/account/delete/", {"email": author.email})
    assert not User.objects.filter(pk=author.pk).exists()
    assert not Conversation.objects.exists()
    assert not Article.objects.filter(slug="frobnitis").exists()
    assert not ApiKey.objects.exists()
    assert [kept.caller for kept in KeptReply.objects.all()] == ["user:0"]
    assert not Invitation.objects.exists()
    assert not Session.objects.filter(pk=other.session.session_key).exists()


def test_no_address_stays_of_who_was_invited_and_left(site: Site) -> None:
    """Neither in the trail, which cannot be changed, nor among the jobs; a mail that waits is not sent."""
    path = link_to("c@example.org", Role.BOARD_MEMBER)
    run_jobs()
    take_up(path)
    link_to("c@example.org", Role.PHARMACIST)
    person = User.objects.get(email="c@example.org")
    own.delete(person, actor=Actor(str(person.pk), person.name), now=timezone.now())
    kept = [*AuditEvent.objects.values_list("detail", flat=True), *Job.objects.values_list("arguments", flat=True)]
    assert "c@example.org" not in str(kept)
    assert not Job.objects.filter(state=Job.State.WAITING, kind="accounts.invitation").exists()
    assert not Invitation.objects.exists()


def test_an_invitation_that_is_gone_is_not_sent(site: Site) -> None:
    """As where its job ran when the account was deleted."""
    call(HANDLERS["accounts.invitation"], {"invitation": 999})
    assert mail.outbox == []


def test_the_file_holds_no_address_of_others(site: Site) -> None:
    """Of invitations that were sent, the roles and the days; also where an old event of the trail holds an address."""
    admin = site.users["admin"]
    actor = Actor(str(admin.pk), admin.name, frozenset({Role.ADMINISTRATOR}))
    invite("c@example.org", [Role.AUTHOR], actor=actor, now=timezone.now())
    old = Event("invite", "", actor.id, actor.name, timezone.now(), {"email": "d@example.org", "roles": ["author"]})
    audit.record([old])
    content = site.client("admin").get("/account/export").content.decode()
    assert "c@example.org" not in content
    assert "d@example.org" not in content
    assert len(orjson.loads(content)["invitations_sent"]) == 1


def test_the_file_holds_what_others_did_that_names_the_person(site: Site) -> None:
    """An invitation by its number, or by the address as it was once written, and roles that were given."""
    take_up(link_to("c@example.org", Role.BOARD_MEMBER))
    person = User.objects.get(email="c@example.org")
    set_roles(person, [Role.PHARMACIST], actor=SYSTEM, now=timezone.now())
    audit.record([Event("invite", "", SYSTEM.id, SYSTEM.name, timezone.now(), {"email": "c@example.org", "roles": []})])
    assert [event["name"] for event in export(person)["audit_about"]] == ["invite", "roles", "invite"]
    assert [event["name"] for event in export(person)["audit"]] == ["join"]
    assert export(site.users["stranger"])["audit_about"] == []


def test_the_page_says_what_is_deleted_and_what_stays(site: Site) -> None:
    """Before anything is typed."""
    page = site.client("member_a").get("/account/delete/").content.decode()
    assert "What is deleted" in page
    assert "a published approval has to say who gave it" in page
    assert "/account/export" in page


def converse(user: User) -> None:
    """Let a person have asked a question and been answered."""
    held = Conversation.objects.create(owner=user, expires_at=timezone.now() + timedelta(days=1))
    Turn.objects.create(
        conversation=held,
        number=1,
        question="How is frobnitis treated?",
        audience="patient",
        content={"answer": "held"},
    )


def key_of(user: User) -> str:
    """Make a key for a person, and return it."""
    return make_key("my program", ["review"], user=user)[1]


def test_who_leaves_takes_his_account_and_not_his_votes(site: Site) -> None:
    """The account is gone and its open review handed back; an approval still says who gave it."""
    site.submit().assign("member_a", "pharmacist").approve("member_a")
    member = site.users["member_a"]
    site.client("member_a").post("/account/delete/", {"email": "member_a@example.org"})
    assert not User.objects.filter(pk=member.pk).exists()
    review = site.review
    assert [vote.name for vote in review.votes] == ["Board member A"]
    assert not review.is_assigned(str(member.pk))
    assert review.status is ReviewStatus.UNDER_REVIEW


def test_an_author_who_leaves_leaves_the_article(site: Site) -> None:
    """The article and its revisions stay."""
    site.submit()
    site.client("author").post("/account/delete/", {"email": "author@example.org"})
    article = Article.objects.get(slug="frobnitis")
    assert (article.author, article.latest.number) == (None, 1)


def test_an_account_is_deleted_when_its_address_is_typed(site: Site) -> None:
    """Anything else leaves it as it is."""
    response = site.client("stranger").post("/account/delete/", {"email": "other@example.org"})
    assert response.status_code == 422
    assert User.objects.filter(pk=site.users["stranger"].pk).exists()


def test_sessions_that_are_over_are_deleted(site: Site) -> None:
    """Who does not come back leaves nothing behind; who is signed in stays so."""
    site.client("member_a")
    over = site.client("member_b").session.session_key
    Session.objects.filter(pk=over).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "forget_sessions" in PERIODIC
    call(HANDLERS["forget_sessions"], {})
    assert [held.get_decoded()["_auth_user_id"] for held in Session.objects.all()] == [str(site.users["member_a"].pk)]


def test_a_second_factor_is_of_the_session(site: Site, rf: object) -> None:
    """A one-time code given at sign-in is remembered; a password alone is not one."""
    with_code = site.client("member_a").get("/desk/").wsgi_request
    without = Client()
    without.force_login(site.users["member_a"])
    assert has_second_factor(with_code)
    assert not has_second_factor(without.get("/desk/").wsgi_request)


def test_the_command_line_names_the_roles() -> None:
    """The choices of `citewell invite` are the roles."""
    assert set(ROLES) == {role.value for role in Role}


def test_a_one_time_code_at_sign_in_lets_a_member_vote(site: Site) -> None:
    """Password, then the code of an authenticator: the session then has a second factor."""
    member = site.users["member_a"]
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(member, secret)
    client = Client()
    first = client.post("/account/login/", {"login": member.email, "password": PASSWORD})
    assert first["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/desk/").status_code == 302, "a password alone does not sign in who has a second factor"
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert has_second_factor(client.get("/desk/").wsgi_request)


def test_the_pages_of_sign_in_bear_the_name_of_the_site(site: Site) -> None:
    """They stand in the site's own page."""
    for path in ("/account/login/", "/account/signup/", "/account/password/reset/"):
        page = Client().get(path).content.decode()
        assert '<a class="name" href="/">Citewell</a>' in page, path


@pytest.mark.django_db
def test_mails_from_before_name_the_invitation() -> None:
    """An upgrade takes the addresses and the links out of the jobs that are kept, and those that wait are still sent."""
    moved = import_module("citewell.web.accounts.migrations.0003_mails_without_addresses")
    link_to("c@example.org", Role.AUTHOR)
    made = Invitation.objects.get()
    old = {"email": "c@example.org", "roles": ["author"], "link": "https://answers.example.org/x"}
    Job.objects.update(arguments=old)
    gone = Job.objects.create(
        kind="accounts.invitation", arguments=old | {"email": "d@example.org"}, run_after=timezone.now()
    )
    moved.name_invitations(apps, None)
    assert [job.arguments for job in Job.objects.all()] == [{"invitation": made.pk}]
    assert not Job.objects.filter(pk=gone.pk).exists()
    run_jobs()
    assert [message.to for message in mail.outbox] == [["c@example.org"]]

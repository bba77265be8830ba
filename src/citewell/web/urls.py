"""The addresses of the site. Those of articles never change."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from citewell.web.accounts import views as accounts
from citewell.web.articles import browsing
from citewell.web.articles import views as articles
from citewell.web.articles.feeds import ReviewedFeed
from citewell.web.articles.sitemaps import SITEMAPS
from citewell.web.conversations import views as conversations
from citewell.web.desk import public as desk
from citewell.web.embedding import views as embedding
from citewell.web.health_record import cds_hooks
from citewell.web.health_record.infobutton import infobutton
from citewell.web.operations import figures, health
from citewell.web.pages import views as pages

urlpatterns = [
    path("", articles.home, name="home"),
    path("articles/", browsing.browse, name="browse"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("suggest", articles.suggest, name="suggest"),
    path("ask/", conversations.ask, name="ask"),
    path("answers/<str:key>/", conversations.conversation, name="conversation"),
    path("answers/<str:key>/<int:number>/events", conversations.stream, name="stream"),
    path("answers/<str:key>/<int:number>/submit", conversations.submit, name="submit"),
    path("favicon.ico", articles.favicon, name="favicon"),
    path("robots.txt", articles.robots, name="robots"),
    path("feed.atom", ReviewedFeed(), name="feed"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", figures.figures, name="metrics"),
    path("api/v1/", include("citewell.web.api.urls")),
    path("articles/<slug:slug>/object/", desk.challenge, name="challenge"),
    path("board/", desk.board, name="board"),
    path("corrections/", desk.corrections, name="corrections"),
    path("desk/", include("citewell.web.desk.urls")),
    path("account/profile/", accounts.profile, name="profile"),
    path("account/export", accounts.export, name="export"),
    path("account/delete/", accounts.delete, name="delete"),
    path("account/people/", accounts.people, name="people"),
    path("account/people/<int:pk>/roles", accounts.change_roles, name="roles"),
    path("account/invitations", accounts.send_invitation, name="invite"),
    path("account/invitations/<str:token>/", accounts.accept, name="accept"),
    path("infobutton", infobutton, name="infobutton"),
    path("cds-services", cds_hooks.discovery, name="cds_services"),
    path("cds-services/<str:service_id>", cds_hooks.service, name="cds_service"),
    path("cds-services/<str:service_id>/feedback", cds_hooks.feedback, name="cds_feedback"),
    path("oembed", embedding.oembed, name="oembed"),
    path("embed/<slug:slug>/", embedding.widget, name="widget"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("<slug:slug>/", pages.page, name="page"),
]

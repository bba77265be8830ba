"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from citewell.web.desk import pages, views

app_name = "desk"
urlpatterns = [
    path("", views.my_queue, name="queue"),
    path("pages/", pages.pages, name="pages"),
    path("pages/<slug:page>/", pages.page, name="page"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/review/", views.review, name="review"),
    path("<slug:slug>/compare/<int:before>/<int:after>/", views.diff, name="diff"),
    path("<slug:slug>/check", views.check, name="check"),
    path("<slug:slug>/do/<str:action>", views.act, name="act"),
]

"""Addresses of the ministry's desk (under /desk/). Another ministry's program is 404 at every one of them."""

from django.urls import path

from .views import campaigns
from .views.desk import documents, editor, home, life, programs, review

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("program-form.docx", documents.blank_form, name="blank_form"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("ministries/<slug:ministry>/", home.ministry, name="ministry"),
    path("ministries/<slug:ministry>/new/", programs.new, name="new"),
    path("programs/<str:code>/", programs.program, name="program"),
    path("programs/<str:code>/edit/", programs.edit, name="edit_start"),
    path("programs/<str:code>/edit/<slug:section>/", editor.edit_section, name="edit"),
    path("programs/<str:code>/edit/<slug:section>/presence/", editor.presence, name="presence"),
    path("programs/<str:code>/review/", review.review, name="review"),
    path("programs/<str:code>/preview/", review.preview, name="preview"),
    path("programs/<str:code>/submit/", review.submit, name="submit"),
    path("programs/<str:code>/recall/", review.recall, name="recall"),
    path("programs/<str:code>/form.docx", documents.program_form, name="program_form"),
    path("programs/<str:code>/confirm/", life.confirm, name="confirm"),
    path("programs/<str:code>/archive/", life.archive, name="archive"),
    path("programs/<str:code>/reopen/", life.reopen, name="reopen"),
    path("programs/<str:code>/discard/", life.discard, name="discard"),
]

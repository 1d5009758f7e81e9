"""Addresses of the delegations' desk in the meetings (under /desk/meetings/); what is not one's own is 404."""

from django.urls import path

from .views.desk import compilations, consultations, home, participants, polls, proposals, registrations

app_name = "delegation"
urlpatterns = [
    path("", home.home, name="home"),
    path("consultations/<slug:slug>/", consultations.consultation, name="consultation"),
    path("consultations/<slug:slug>/compilation.docx", compilations.as_docx, name="compilation_docx"),
    path("consultations/<slug:slug>/compilation.xlsx", compilations.as_xlsx, name="compilation_xlsx"),
    path("comments/<int:pk>/", consultations.edit, name="comment"),
    path("comments/<int:pk>/delete/", consultations.delete, name="delete_comment"),
    path("polls/<slug:slug>/", polls.poll, name="poll"),
    path("registration/<slug:slug>/", registrations.registration, name="registration"),
    path("registration/<slug:slug>/<int:pk>/delete/", registrations.delete, name="delete_registration"),
    path("participants/<slug:slug>/", participants.participants, name="participants"),
    path("participants/<slug:slug>/list.xlsx", participants.as_xlsx, name="participants_xlsx"),
    path("proposals/new/<slug:ministry>/", proposals.new, name="new_proposal"),
    path("proposals/<str:code>/", proposals.proposal, name="proposal"),
    path("proposals/<str:code>/edit/", proposals.edit, name="edit_proposal"),
    path("proposals/<str:code>/propose/", proposals.propose, name="propose"),
    path("proposals/<str:code>/withdraw/", proposals.withdraw, name="withdraw_proposal"),
]

"""Addresses of the public record of the meetings (design.md, section 5). A meeting's own words come last."""

from django.urls import path

from .views import (
    bodies,
    calendar,
    conferences,
    consultations,
    decisions,
    implementation,
    listing,
    meeting,
    polls,
    proposals,
    report,
)

app_name = "meetings"

urlpatterns = [
    path("", listing.meeting_list, name="home"),
    path("feed/", listing.feed, name="feed"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.ics, name="ics"),
    path("decisions/", decisions.decision_list, name="decisions"),
    path("decisions/feed/", decisions.feed, name="decisions_feed"),
    path("decisions/implementation/", implementation.implementation, name="implementation"),
    path("decisions/<str:code>/", decisions.decision, name="decision"),
    path("conferences/", conferences.conferences, name="conferences"),
    path("conferences/<str:edition>/", conferences.conference, name="conference"),
    path("instruments/<slug:slug>/", conferences.instrument, name="instrument"),
    path("mandates/", conferences.mandates, name="mandates"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    path("authorities/", bodies.authorities, name="authorities"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<str:code>/", proposals.proposal, name="proposal"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<slug:slug>/", consultations.consultation, name="consultation"),
    path("polls/", polls.polls, name="polls"),
    path("polls/<slug:slug>/", polls.poll, name="poll"),
    path("<slug:slug>/", meeting.meeting, name="meeting"),
    path("<slug:slug>/calendar.ics", calendar.meeting_ics, name="meeting_ics"),
    path("<slug:slug>/report/", report.report, name="report"),
    path("<slug:slug>/report.docx", report.report_docx, name="report_docx"),
    path("<slug:slug>/report.pdf", report.report_pdf, name="report_pdf"),
    path("<slug:slug>/offline.zip", report.offline, name="offline"),
]

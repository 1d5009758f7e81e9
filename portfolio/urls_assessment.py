"""Addresses of the assessor's desk (under /desk/assessments/)."""

from django.urls import path

from .views import assessments

app_name = "assessments"
urlpatterns = [
    path("", assessments.desk, name="desk"),
    path("<int:pk>/", assessments.assess, name="assess"),
    path("<int:pk>/conflict/", assessments.conflict, name="conflict"),
]

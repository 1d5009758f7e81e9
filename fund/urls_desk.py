"""Addresses of the Fund at the desk (under /desk/fund/): for the authorities before they decide."""

from django.urls import path

from .views import desk

app_name = "fund_desk"
urlpatterns = [path("", desk.simulation, name="home")]

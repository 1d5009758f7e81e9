"""Addresses of people: colleagues, invitations, one's own profile and messages (under /desk/people/)."""

from django.urls import URLPattern, path

from .views import continuing, invitations, people, profile

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("", people.colleagues, name="list"),
    path("<int:pk>/remove/", people.remove, name="remove"),
    path("<int:pk>/hand-over/", people.hand_over, name="hand_over"),
    path("invite/<slug:institution>/", invitations.invite, name="invite"),
    path("invitations/<int:pk>/resend/", invitations.resend, name="resend"),
    path("invitations/<int:pk>/withdraw/", invitations.withdraw, name="withdraw"),
    path("invitation/<str:token>/", invitations.accept, name="accept"),
    path("profile/", profile.profile, name="profile"),
    path("messages/", profile.message_list, name="messages"),
    path("messages/<int:pk>/", profile.message, name="message"),
    path("unsubscribe/<str:token>/", profile.unsubscribe, name="unsubscribe"),
    path("continue/", continuing.continue_writing, name="continue"),
]

"""People and the outbox in the admin: constant queries, filters, acts, private texts."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from rial.accounts import services
from rial.accounts.enums import Role
from rial.accounts.models import Invitation, Membership, User
from rial.core import mail
from tests.outbox import CIRCUMSTANCES, outbox, recipients
from tests.personas import Personas, institution, make_user

LISTS = (
    "/es/admin/accounts/user/",
    "/es/admin/accounts/membership/",
    "/es/admin/accounts/invitation/",
    "/es/admin/post_office/email/",
)


def invite(personas: Personas, email: str = "nueva@x.example", code: str = "CR") -> services.Sent:
    return services.invite(email, institution=institution(code), role=Role.EDITOR, by=personas.secretariat)


@pytest.mark.parametrize("address", LISTS)
def test_lists_ask_the_same_of_any_number(
    secretariat_client: Client, personas: Personas, address: str, django_assert_max_num_queries: Any
) -> None:
    def grow(number: int) -> None:
        make_user(f"u{number}@x.example", Role.EDITOR, institution(("AR", "BR", "CL")[number]))
        invite(personas, f"i{number}@x.example", ("PE", "UY", "PA")[number])

    secretariat_client.get(address)
    grow(0)
    with django_assert_max_num_queries(30) as few:
        secretariat_client.get(address)
    grow(1)
    grow(2)
    with django_assert_max_num_queries(30) as many:
        secretariat_client.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("user/?q=ana", ["ana@mtss.example"]),
        ("user/?country=MX", ["diego@stps.example"]),
        ("user/?memberships__role__exact=partner", ["frank@ilo.example"]),
        ("membership/?country=MX&in_force=yes", ["diego@stps.example"]),
        ("membership/?in_force=no", ["berta@mtss.example"]),
        ("invitation/?state=open", ["abierta@x.example"]),
        ("invitation/?state=expired", ["vencida@x.example"]),
        ("invitation/?state=withdrawn", ["retirada@x.example"]),
        ("invitation/?state=accepted", ["aceptada@x.example"]),
        ("invitation/?country=PE", ["vencida@x.example"]),
    ],
)
def test_filters_and_search(secretariat_client: Client, personas: Personas, address: str, found: list[str]) -> None:
    Membership.objects.filter(user=personas.colleague).update(ended_on=timezone.localdate())
    invite(personas, "abierta@x.example")
    expired = invite(personas, "vencida@x.example", "PE")
    Invitation.objects.filter(pk=expired.invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))
    services.withdraw(invite(personas, "retirada@x.example").invitation, by=personas.secretariat)
    accepted = invite(personas, "aceptada@x.example")
    Invitation.objects.filter(pk=accepted.invitation.pk).update(accepted_at=timezone.now())
    rows = secretariat_client.get(f"/es/admin/accounts/{address}").context["cl"].queryset
    assert [getattr(row, "email", None) or row.user.email for row in rows] == found


def test_inviting_anyone(secretariat_client: Client, personas: Personas) -> None:
    address = "/es/admin/accounts/invitation/add/"
    form = {"email": "Juan@ILO.example", "language": "en", "institution": institution("ilo").pk, "role": "partner"}
    refused = secretariat_client.post(address, {**form, "role": "editor"})
    assert list(refused.context["form"].errors) == ["role"]
    assert secretariat_client.post(address, form).status_code == 302
    assert recipients("accounts/invitation") == ["juan@ilo.example"]
    successor = Membership.objects.get(user=personas.coordinator)
    form = {"email": "s@x.example", "language": "es", "institution": institution("MX").pk, "role": "coordinator"}
    mismatch = secretariat_client.post(address, {**form, "replaces": successor.pk})
    assert list(mismatch.context["form"].errors) == ["replaces"]
    form["institution"] = successor.institution_id
    assert secretariat_client.post(address, {**form, "replaces": successor.pk}).status_code == 302
    assert Invitation.objects.get(email="s@x.example").replaces == successor


def test_resending_and_withdrawing(secretariat_client: Client, personas: Personas) -> None:
    sent = invite(personas)
    base = f"/es/admin/accounts/invitation/{sent.invitation.pk}"
    assert secretariat_client.get(f"{base}/change/").status_code == 200
    assert secretariat_client.post(f"{base}/resend/").status_code == 302
    assert len(outbox("accounts/invitation")) == 2
    assert secretariat_client.post(f"{base}/withdraw/").status_code == 302
    again = secretariat_client.post(f"{base}/withdraw/")
    assert again.status_code == 200
    assert len(again.context["form"].non_field_errors()) == 1


def test_ending_a_role(secretariat_client: Client, personas: Personas) -> None:
    membership = Membership.objects.get(user=personas.mexico)
    page = f"/es/admin/accounts/membership/{membership.pk}"
    assert f"{page}/end/" in secretariat_client.get(f"{page}/change/").content.decode()
    assert secretariat_client.get(f"{page}/end/").status_code == 200
    assert Membership.objects.in_force().filter(pk=membership.pk).exists()
    assert secretariat_client.post(f"{page}/end/").status_code == 302
    assert not Membership.objects.in_force().filter(pk=membership.pk).exists()
    last = Membership.objects.get(user=personas.secretariat)
    refused = secretariat_client.post(f"/es/admin/accounts/membership/{last.pk}/end/")
    assert len(refused.context["form"].non_field_errors()) == 1


def test_lost_second_factor(secretariat_client: Client, personas: Personas) -> None:
    Authenticator.objects.create(user=personas.mexico, type=Authenticator.Type.TOTP, data={"secret": "x"})
    page = f"/es/admin/accounts/user/{personas.mexico.pk}"
    assert f"{page}/remove-second-factor/" in secretariat_client.get(f"{page}/change/").content.decode()
    assert secretariat_client.post(f"{page}/remove-second-factor/").status_code == 302
    assert not Authenticator.objects.filter(user=personas.mexico).exists()
    own = f"/es/admin/accounts/user/{personas.secretariat.pk}/remove-second-factor/"
    assert secretariat_client.post(own).status_code == 403


def test_nobody_is_added_or_deleted(secretariat_client: Client, personas: Personas) -> None:
    membership = Membership.objects.get(user=personas.mexico)
    for address in (
        "user/add/",
        f"user/{personas.mexico.pk}/delete/",
        "membership/add/",
        f"membership/{membership.pk}/delete/",
    ):
        assert secretariat_client.get(f"/es/admin/accounts/{address}").status_code == 403, address


def test_closing_an_account(secretariat_client: Client, personas: Personas) -> None:
    form = {"full_name": "Diego", "language": "en", "receives_mail": "on"}
    assert secretariat_client.post(f"/es/admin/accounts/user/{personas.mexico.pk}/change/", form).status_code == 302
    diego = User.objects.get(pk=personas.mexico.pk)
    assert (diego.is_active, diego.language, diego.email) == (False, "en", personas.mexico.email)


class TestOutbox:
    @pytest.fixture
    def plain(self, personas: Personas) -> Any:
        """A message without secrets."""
        return mail.queue(personas.mexico, "account/changed", {"change": "Algo", **CIRCUMSTANCES})

    @pytest.fixture
    def private(self, personas: Personas) -> Any:
        """An invitation's message."""
        self.sent = invite(personas)
        return outbox("accounts/invitation")[0]

    def test_private_text_is_shown_to_nobody(self, secretariat_client: Client, private: Any) -> None:
        for address in (f"{private.pk}/change/", ""):
            page = secretariat_client.get(f"/es/admin/post_office/email/{address}").content.decode()
            assert self.sent.token not in page

    def test_a_waiting_message_is_corrected(self, secretariat_client: Client, plain: Any) -> None:
        page = f"/es/admin/post_office/email/{plain.pk}/change/"
        shown = secretariat_client.get(page)
        assert f'name="to" value="{plain.to[0]}"' in shown.content.decode()
        form = {"to": "otra@x.example", "subject": "Otro", "message": "Texto <nuevo>", "scheduled_time_0": ""}
        inline = {f"logs-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
        assert secretariat_client.post(page, {**form, **inline}).status_code == 302
        plain.refresh_from_db()
        assert (plain.to, plain.subject, plain.message) == (["otra@x.example"], "Otro", "Texto <nuevo>")
        assert "Texto &lt;nuevo&gt;" in plain.html_message

    def test_bad_address_is_refused(self, secretariat_client: Client, plain: Any) -> None:
        form = {"to": "nadie", "subject": "Otro", "message": "x", "logs-TOTAL_FORMS": 0, "logs-INITIAL_FORMS": 0}
        page = secretariat_client.post(f"/es/admin/post_office/email/{plain.pk}/change/", form)
        assert list(page.context["adminform"].form.errors) == ["to"]

    def test_sending_again(self, secretariat_client: Client, plain: Any) -> None:
        Email.objects.update(status=STATUS.failed, number_of_retries=6)
        address = f"/es/admin/post_office/email/{plain.pk}/send/"
        assert secretariat_client.get(address).status_code == 200
        assert secretariat_client.post(address).status_code == 302
        plain.refresh_from_db()
        assert (plain.status, plain.number_of_retries) == (STATUS.queued, 0)

    def test_a_wiped_message_is_not_sent_again(self, secretariat_client: Client, private: Any, plain: Any) -> None:
        Email.objects.update(status=STATUS.sent)
        page = secretariat_client.post(f"/es/admin/post_office/email/{private.pk}/send/")
        assert len(page.context["form"].non_field_errors()) == 1
        chosen = {"action": "requeue", "_selected_action": [private.pk, plain.pk]}
        secretariat_client.post("/es/admin/post_office/email/", chosen)
        assert list(Email.objects.order_by("pk").values_list("pk", "status")) == sorted(
            [(private.pk, STATUS.sent), (plain.pk, STATUS.queued)]
        )

    def test_filter_by_event(self, secretariat_client: Client, private: Any, plain: Any) -> None:
        page = secretariat_client.get("/es/admin/post_office/email/?event=account/changed")
        assert [row.pk for row in page.context["cl"].queryset] == [plain.pk]

    def test_pages_obey_the_security_policy(self, secretariat_client: Client, private: Any, plain: Any) -> None:
        for email in (private, plain):
            page = secretariat_client.get(f"/es/admin/post_office/email/{email.pk}/change/").content.decode()
            assert "style=" not in page
            assert "<script>" not in page

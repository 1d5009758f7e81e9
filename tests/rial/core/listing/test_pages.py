"""The page of a declared list, its files and its feed."""

from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.rial.core.listing.conftest import make_book
from tests.rial.core.listing.shelf import INDEXER, Book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

LIST = "/en/shelf/"


def page(client: Client, query: str = "", path: str = LIST) -> str:
    """The HTML of the list, entities resolved."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_page(client: Client) -> None:
    html = page(client)
    assert "<h1>Books of the shelf</h1>" in html
    assert "<b>5 books</b>" in html
    assert '<a href="/en/shelf/ana/"><span lang="es">Ana y el empleo</span></a>' in html
    assert '<input type="checkbox" name="subregion" value="none"> None <b>2</b></label>' in html
    assert '<input id="facet-from" name="from" type="date" value="" autocomplete="off">' in html
    assert '<a href="?page=2" rel="next">' in html
    assert "Take the 5 books:" in html
    assert '<option value="title" selected>Title</option>' in html
    assert 'title="New books" href="/en/shelf/feed/?">' in html


def test_a_selection(client: Client) -> None:
    html = page(client, "kind=novel&from=2012-01-01&to=2013-01-01&q=acme&sort=title")
    assert "with 3 filters" in html
    assert 'href="?q=acme&from=2012-01-01&to=2013-01-01&sort=title">Kind: Novel ' in html
    assert 'href="?q=acme&kind=novel&sort=title">Held January 1, 2012 to January 1, 2013 ' in html
    assert 'name="from" type="date" value="2012-01-01"' in html
    assert "From January 1, 2012 " in page(client, "from=2012-01-01")
    assert "To January 1, 2012 " in page(client, "to=2012-01-01")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=poem", "“poem” is not a value of the filter “Kind”."),
        ("from=2012", "“2012” is not a date. Enter it as year-month-day, such as 2016-06-29."),
        ("from=2015-01-01&to=2010-01-01", "The period ends before it begins, so it was not used."),
        ("sort=updated", "“updated” is not an order of this list."),
        ("p=ana", "“p” is not a filter of this page."),
        ("format=pdf", "“pdf” is not a format of this list."),
        ("page=9", "There are only 2 pages; this is the last one."),
    ],
)
def test_what_makes_no_sense_is_named_and_ignored(client: Client, query: str, said: str) -> None:
    assert said in page(client, query)


def test_nothing_found_says_what_would_help(client: Client) -> None:
    html = page(client, "kind=essay&subregion=andean&to=2015-01-01")
    assert "<b>No book.</b>" in html
    assert '<a href="?kind=essay&subregion=andean">' not in html
    assert '<a href="?subregion=andean&to=2015-01-01">1 book without “Kind”</a>' in html
    assert '<a href="?kind=novel">2 books without the dates</a>' in page(client, "kind=novel&to=2000-01-01")
    assert "The whole shelf" in html
    assert 'Did you mean <a href="?q=empleo">empleo</a>? (2)' in page(client, "q=enpleo")


def test_where_the_words_are(client: Client) -> None:
    assert 'In the Spanish text: <span lang="es"><mark>Cielo</mark> con empleo</span>' in page(client, "q=cielo")
    assert "In the text: Forest <mark>fondo</mark>" in page(client, "q=fondo")
    assert "<mark>Cloud</mark>" in page(client, "q=clouds")


def test_an_empty_list(client: Client) -> None:
    keys = list(Book._default_manager.values_list("pk", flat=True))
    Book._default_manager.update(public=False)
    INDEXER.refresh(*keys)
    html = page(client)
    assert "<b>0 books</b>" in html
    assert "<b>No book.</b>" in html


def test_csv_has_the_rows_in_their_order(client: Client) -> None:
    body = client.get(f"{LIST}?kind=novel&format=csv").getvalue().decode()
    assert body == "\ufeffcode,kind\r\nana,novel\r\nbo,novel\r\n"


def test_json(client: Client) -> None:
    response = client.get(f"{LIST}?kind=essay&from=2000-01-01&format=json&odd=1")
    found = response.json() if hasattr(response, "json") and not response.streaming else None
    if found is None:
        import json  # noqa: PLC0415 - streamed

        found = json.loads(response.getvalue())
    assert found["query"] == {"kind": ["essay"], "from": ["2000-01-01"]}
    assert (found["total"], found["results"]) == (1, [{"code": "di", "kind": "essay"}])
    assert found["source"].endswith("/en/shelf/?kind=essay&from=2000-01-01")
    assert found["ignored"] == ["“odd” is not a filter of this page."]


def test_xlsx_says_where_it_comes_from(client: Client) -> None:
    book = openpyxl.load_workbook(BytesIO(client.get(f"{LIST}?subregion=none&format=xlsx").getvalue()))
    assert [row[0].value for row in book["Books"].iter_rows()] == ["Code", "el", "ce"]
    facts = {row[0].value: row[1].value for row in book["About these data"].iter_rows(min_row=2)}
    assert (facts["Filters"], facts["Source"], facts["Reuse"]) == ("Subregion: None", "The shelf", "Free")


def test_feed(client: Client) -> None:
    response = client.get("/en/shelf/feed/?kind=novel")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == ["Bo and employment", "Ana y el empleo"]
    assert root.findtext(f"{atom}title") == "Books of the shelf · Kind: Novel"
    assert (entries[0].findtext(f"{atom}id") or "").endswith("/en/shelf/bo/")
    assert client.get(f"{LIST}?kind=novel&format=atom")["Content-Type"] == response["Content-Type"]


@pytest.mark.parametrize("query", ["", "kind=novel&format=csv", "q=empleo"])
def test_queries_do_not_grow_with_the_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, query: str
) -> None:
    for number in range(8):
        make_book(f"more-{number}", f"Más empleo {number}")
    client.get(f"{LIST}?{query}").getvalue()
    with django_assert_max_num_queries(4):
        client.get(f"{LIST}?{query}").getvalue()

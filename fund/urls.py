"""Addresses of the public Fund (design.md, section 5)."""

from django.urls import path

from .views import ledger, statement, statements

app_name = "fund"

urlpatterns = [
    path("", statement.situation, name="home"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<number:number>/", ledger.entry, name="entry"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<number:number>/", statements.statement, name="statement"),
    path("statements/<number:number>/rows.json", statements.document, name="statement_document"),
]

"""Addresses of the public Fund (design.md, section 5)."""

from django.urls import path

from .views import appeals, budgets, contributors, ledger, rules, statement, statements

app_name = "fund"

urlpatterns = [
    path("", statement.situation, name="home"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<number:number>/", ledger.entry, name="entry"),
    path("contributors/", contributors.contributors, name="contributors"),
    path("budgets/", budgets.budgets, name="budgets"),
    path("appeal/", appeals.appeal, name="appeal"),
    path("appeal.docx", appeals.appeal_docx, name="appeal_docx"),
    path("appeal.pdf", appeals.appeal_pdf, name="appeal_pdf"),
    path("rules/", rules.rules, name="rules"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<number:number>/", statements.statement, name="statement"),
    path("statements/<number:number>/rows.json", statements.document, name="statement_document"),
]

"""Addresses of the public Fund (design.md, section 5)."""

from django.urls import path

from .views import appeals, behind, budgets, contributors, dictionary, ledger, papers, rules, statement, statements

app_name = "fund"

urlpatterns = [
    path("", statement.situation, name="home"),
    path("statement.docx", papers.statement_file, {"extension": "docx"}, name="home_docx"),
    path("statement.pdf", papers.statement_file, {"extension": "pdf"}, name="home_pdf"),
    path("rows/", behind.rows, name="rows"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/feed/", ledger.feed, name="ledger_feed"),
    path("ledger/<number:number>/", ledger.entry, name="entry"),
    path("contributors/", contributors.contributors, name="contributors"),
    path("budgets/", budgets.budgets, name="budgets"),
    path("appeal/", appeals.appeal, name="appeal"),
    path("appeal.docx", appeals.appeal_file, {"extension": "docx"}, name="appeal_docx"),
    path("appeal.pdf", appeals.appeal_file, {"extension": "pdf"}, name="appeal_pdf"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
    path("rules/", rules.rules, name="rules"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<number:number>/", statements.statement, name="statement"),
    path("statements/<number:number>.docx", papers.issued_file, {"extension": "docx"}, name="statement_docx"),
    path("statements/<number:number>.pdf", papers.issued_file, {"extension": "pdf"}, name="statement_pdf"),
    path("statements/<number:number>/rows.json", statements.document, name="statement_document"),
]

"""Papers of the network: reports, letters and compilations written once, printed as DOCX and as PDF.

    paper = Paper(title=…, language="es", blocks=[Heading(1, "I. Descripción"), *markdown_blocks(text), …])
    docx(paper); pdf(paper)

A paper holds text alone, in the order in which it is read; both writers draw every kind of block, so that the
two files never differ in what they say. `plain(paper)` gives the words, for tests and search.
"""

from .blocks import Block, Bullets, Facts, Heading, Item, Note, Paper, Paragraph, Run, Table, plain, runs
from .docx_writer import docx
from .download import as_file
from .html_writer import html
from .markdown import markdown_blocks
from .pdf_writer import pdf

__all__ = [
    "Block",
    "Bullets",
    "Facts",
    "Heading",
    "Item",
    "Note",
    "Paper",
    "Paragraph",
    "Run",
    "Table",
    "as_file",
    "docx",
    "html",
    "markdown_blocks",
    "pdf",
    "plain",
    "runs",
]

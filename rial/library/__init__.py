"""Library: documents with symbols and language versions, institutional library, agreements (design.md, 4)."""

"""Library: documents with their symbols and language versions, institutional library, agreements (design.md, section 4)."""

"""Fund: the ledger of the Voluntary Contributions Fund and its statements (design.md, section 4)."""

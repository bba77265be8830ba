"""Renderings of one ledger: terminal, Markdown, HTML, JSON."""

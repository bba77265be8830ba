"""Citewell for programs that speak the Model Context Protocol: its tools, its articles, its server."""

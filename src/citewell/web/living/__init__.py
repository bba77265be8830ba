"""Approved articles are asked again when the library changes."""

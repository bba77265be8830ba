"""The site: read, ask, review. Django over the core; nothing of the core imports it."""

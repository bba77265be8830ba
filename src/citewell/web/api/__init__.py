"""The HTTP API under /api/v1: what the site can do, for programs. Thin over the core; its errors are problem+json."""

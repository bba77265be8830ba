"""Who is known to the site, and in which roles."""

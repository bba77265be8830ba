"""How the site looks: templates, style, script, fonts."""

"""What whoever runs the site looks at: health, readiness, figures."""

"""What readers ask, and what they were answered: private, and kept for a set time."""

"""The desk: where articles are assigned, read claim by claim, voted on and published."""

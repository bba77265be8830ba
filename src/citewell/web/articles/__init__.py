"""What is put before readers and the board: articles and their revisions."""

"""What Citewell reads: one folder a source, each turning bytes into records, listed in `registry`."""

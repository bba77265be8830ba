"""The pages that an institution words itself: about, editorial policy, privacy."""

"""Measuring answers: what is not measured does not get better."""

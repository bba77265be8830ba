"""Reading English medical text: sentences with their spans, words and stems, quantities, terms."""

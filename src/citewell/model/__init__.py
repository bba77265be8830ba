"""The frozen nouns of the field. No input or output happens here; an invalid value cannot be built."""

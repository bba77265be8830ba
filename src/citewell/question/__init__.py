"""Understanding a question: its facets, its concepts, and whether someone needs help now."""

from citewell.question.parse import MAX_CHARACTERS, check_question, parse_question

__all__ = ["MAX_CHARACTERS", "check_question", "parse_question"]

"""Understanding a question: its facets, its concepts, and whether someone needs help now."""

from citewell.question.follow_up import check_follow_up, follow_up
from citewell.question.parse import MAX_CHARACTERS, check_question, parse_question

__all__ = ["MAX_CHARACTERS", "check_follow_up", "check_question", "follow_up", "parse_question"]

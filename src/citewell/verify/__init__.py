"""The gate between a draft and a reader. It is deterministic, and nothing can overrule it."""

from citewell.verify.gate import VERIFIER, check_claim, judge_text
from citewell.verify.verify import verify

__all__ = ["VERIFIER", "check_claim", "judge_text", "verify"]

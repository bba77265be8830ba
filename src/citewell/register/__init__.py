"""The same claims in the reader's register: `render_for(draft, audience)`, and the check that nothing was changed."""

from citewell.register.check import check_register, is_safety
from citewell.register.render import render_for

__all__ = ["check_register", "is_safety", "render_for"]

"""True sentences of medicine, corrupted as a careless writer or a model would: does the gate notice, and only then?

The classes were written without knowledge of the gate's rules, and are to stay so: whoever works on the gate adds
to the gate, not here.
"""

from citewell.evaluation.mutations.draw import CLASSES, EACH, HONEST, MUTATIONS, WRONG_SOURCE, Case, cases

__all__ = ["CLASSES", "EACH", "HONEST", "MUTATIONS", "WRONG_SOURCE", "Case", "cases"]

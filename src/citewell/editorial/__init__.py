"""The rules of review: who may do what, in which state, and what follows. They know no framework and no database."""

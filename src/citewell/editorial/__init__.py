"""The rules of review: who may do what, in which state, and what follows. They know no framework and no database.

`status` holds the one table of states; `permissions` says who, `policies` whether the state allows it; `actions.act`
is the only writer. `edit` makes the next revision, `changes` tells what differs, `audit` seals what was done.
"""

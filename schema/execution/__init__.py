"""How documents are held to limits, validated, prepared and executed fast.

It leans on internals of Strawberry and graphql-core, whose releases the lock file pins: run `tests/graphql` before
either is raised.
"""

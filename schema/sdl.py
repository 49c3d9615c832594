"""`python -m schema.sdl` prints the schema in GraphQL's own language, as `schema/schema.graphql` keeps it."""

import sys

from schema.build import SCHEMA


def sdl() -> str:
    """The SDL of the API, with a newline at its end."""
    return SCHEMA.as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())

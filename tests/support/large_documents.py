"""Documents that are as large as somebody wants them."""


def deep(depth: int) -> str:
    """Fields with a selection, so many within each other: schools, nodes, district, schools and so on."""
    names = ["schools", "nodes", "district"] * depth
    return "{" + "{".join(names[:depth]) + "{ __typename" + "}" * (depth + 1)


def aliases(count: int) -> str:
    return "{" + " ".join(f"a{i}: metrics {{ name }}" for i in range(count)) + "}"

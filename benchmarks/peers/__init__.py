"""The same job in other stream processors. Each runs in an environment of its own; neither is a dependency."""

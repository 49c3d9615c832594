"""What is raised for a setting that cannot be used."""


class InvalidSetting(Exception):
    """A setting has a value that cannot be; the message names it, and never says a secret."""

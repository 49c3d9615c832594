"""What a store raises."""


class StoreError(Exception):
    """The store cannot do what was asked; the message says why and what to do."""


class DamagedStore(StoreError):
    """What the store holds is not what was written: its file or its disk is damaged. Trying again does not help."""


class Fenced(StoreError):
    """Another consumer owns the partition by now. Drop everything cached for it, stop, and start from `recover`."""


class TooLarge(StoreError):
    """The writes of one commit are more than the store takes at once. Nothing was written: commit fewer."""

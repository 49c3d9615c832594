"""The base of all facts."""

from msgspec import Meta, Struct

UNREAD = Meta(description="It is kept, and no rule reads it yet.")


class Data(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """Base of every payload: camelCase members, defaults left out, unknown members ignored (additive change)."""

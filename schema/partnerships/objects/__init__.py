"""The objects that a partnership consists of, as the API shows them."""

"""The composition root: settings, adapters and the processes that are made of them."""

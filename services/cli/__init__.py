"""The command `tandem`: the composition root, which alone names concrete adapters."""

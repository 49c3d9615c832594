"""Numbers become the rows of an answer, in their order and by pages."""

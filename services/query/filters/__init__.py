"""Which facts and which rows a question asks for, and what is wrong with a filter."""

"""Everything that comes in: translate, validate, pseudonymise, append, and nothing else."""

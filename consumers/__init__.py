"""Consumers: poll → decode → fold → commit, with dead letters, verify and rebuild."""

"""The web edge: GraphQL, event ingest and health, as one Starlette application."""

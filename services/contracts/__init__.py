"""The event contract: what an event may say, and exactly why one is refused."""

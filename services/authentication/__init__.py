"""Who sends a request: bearer tokens of an OpenID Connect provider, API keys, and sessions of browsers."""

"""Commands: what people decide about a partnership becomes an event, checked, appended, and waited for."""

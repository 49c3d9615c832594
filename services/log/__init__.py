"""The event log: `port` says what a log promises, one module for each adapter keeps the promise."""

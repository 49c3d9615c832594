"""The document store: `port` says what a store promises, one module for each adapter keeps the promise."""

"""Questions that people keep: who may see and change them, and in which versions."""

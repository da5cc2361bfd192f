"""News asked after the end of a défi."""

"""E-mails that tell what is due."""

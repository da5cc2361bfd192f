"""Editing the roadmap and the plan in plain forms."""

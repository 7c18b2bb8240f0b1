"""Differences between drafts: of trees, of Word files, and of what a delegation sent back."""

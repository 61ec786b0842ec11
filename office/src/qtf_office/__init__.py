"""What is kept: the office directory, its database, secrets and archive, and the office's own commands."""

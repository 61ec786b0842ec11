"""What is kept: the office directory with its database, secrets and archive, and its commands."""

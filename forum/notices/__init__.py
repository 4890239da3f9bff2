"""Who should hear about a line of the history, and the mail that is never lost and never sent twice."""

"""Forum events: what a city invites people to, when input is taken, and what is still owed before it can be closed."""

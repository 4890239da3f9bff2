"""The moderators' desk over submissions: the queue, decisions, merging."""

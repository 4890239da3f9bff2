"""The edge: everything Flask-shaped that is not a page of a capability."""

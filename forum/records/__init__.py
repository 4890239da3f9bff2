"""What happened in the room and what was signed there: commitments and quick wins; minutes and attendance come here."""

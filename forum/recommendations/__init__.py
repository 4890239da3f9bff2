"""What a forum asks an agency to do, and what the agency answered, did and proved."""

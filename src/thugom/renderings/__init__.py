"""One contract in many forms, one library each."""

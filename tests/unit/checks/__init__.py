"""From received text to accepted facts and refusals."""

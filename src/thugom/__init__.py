"""From the waste reports of communes and facilities to published coverage."""

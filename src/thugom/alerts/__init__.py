"""From published figures to conditions that somebody must hear of."""

"""From received text to accepted facts and refusals: cast, then judge."""

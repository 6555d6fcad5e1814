"""The table browser: Datasette on the copy that analysts open, read only, in Vietnamese, one publication at a time."""

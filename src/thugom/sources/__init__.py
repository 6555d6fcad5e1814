"""What arrives: the inbox, and workbooks and CSV files as frames."""

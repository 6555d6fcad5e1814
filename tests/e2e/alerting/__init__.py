"""Alerts from report to letter box: an invented district, three years of its reports, and servers that hear of them."""

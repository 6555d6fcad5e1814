"""The night's steps, one module each: open, take in, judge, measure, publish, sum up."""

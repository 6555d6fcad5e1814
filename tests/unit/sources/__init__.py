"""Reading what arrives: files of any content, forms of any shape."""

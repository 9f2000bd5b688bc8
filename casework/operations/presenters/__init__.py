"""The words and colours of an operation, for each of its pages."""

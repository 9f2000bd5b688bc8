"""The words and colours of the case pages."""

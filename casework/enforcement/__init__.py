"""What is enforced: warrants, orders, flags, briefings and the record of authorities."""

"""A list of another field, in two forms, on the same way as the shipped one."""

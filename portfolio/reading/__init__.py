"""How a program is read: whole records in few statements, shaped for people, for machines and for paper."""

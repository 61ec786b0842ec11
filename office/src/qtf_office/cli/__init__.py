"""The command line: what all four programs share, and the programs `qtf` and `qtf-office`."""

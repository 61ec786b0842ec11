"""How a sealed file travels: one channel kind per module, found by the group `qtf.channels`.

Nothing in here opens, signs or judges a package; whether a file is whole is what the container
itself says.
"""

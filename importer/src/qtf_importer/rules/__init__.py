"""The decisions of an import as pure functions: plain values in, a verdict out.

They name the numbered rule of the exchange they follow. Nothing here reads a file, a clock or a
database.
"""

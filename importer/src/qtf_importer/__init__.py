"""The main office: take `.qtf` files in, decide about each, store it and answer.

Reading, deciding and applying are apart: `rules` decides, with plain values in and out, and
knows neither files nor database; everything else reads the world for it and does what it says.
"""

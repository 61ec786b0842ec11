"""The home-office module: choose an order, pack it, hand it over, and know what became of it."""

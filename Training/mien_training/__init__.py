"""Training of Mien's face generator: from the maps that the Swift binary writes to a weight file."""

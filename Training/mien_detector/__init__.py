"""The face detector: a small network that finds faces in whole pictures, trained on composed scenes."""

"""The identity encoder: its pictures, training, measurement and export."""

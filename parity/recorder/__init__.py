"""Asks the real Keras for its answers to the cases in `parity/cases`."""

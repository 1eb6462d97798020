"""Segmenters of the architectures that data sets are compared with, each in small, on the way down of the judge's UNet."""

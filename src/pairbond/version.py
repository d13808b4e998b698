"""The product's version, read by the package root, the command line and every report."""

VERSION = "0.1.0"

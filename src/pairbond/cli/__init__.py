"""The command line: thin commands over :mod:`pairbond.app` and the layers below it."""

"""The self-hosted web app: Django, server-rendered, thin over :mod:`pairbond.app`."""

"""Questionnaires and the private screen."""

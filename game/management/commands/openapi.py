"""Writes the contract over HTTP to docs/, or checks that it is current."""

from game.contract import openapi
from game.management.documents import DocumentCommand


class Command(DocumentCommand):
    help = "Writes docs/openapi.yaml from the words of the wire."
    path = openapi.PATH
    as_yaml = staticmethod(openapi.as_yaml)

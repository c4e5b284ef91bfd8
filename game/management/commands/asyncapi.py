"""Writes the contract with clients to docs/, or checks that it is current."""

from game.contract import document
from game.management.documents import DocumentCommand


class Command(DocumentCommand):
    help = "Writes docs/asyncapi.yaml from the words of the wire."
    path = document.PATH
    as_yaml = staticmethod(document.as_yaml)

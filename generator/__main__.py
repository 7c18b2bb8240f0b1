"""``python -m generator`` is ``peacedraft``."""

from .cli import console

console()

"""``python -m generator`` is ``peacedraft``."""

from .cli import main

main()

"""`python -m hoofbeat.cli`."""

from hoofbeat.cli import main

main()

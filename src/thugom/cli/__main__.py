"""`python -m thugom.cli`: the command line without its script."""

from thugom.cli.app import main

main()

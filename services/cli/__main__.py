"""`python -m services.cli`: the command line, where no script was installed."""

from services.cli.main import run

run()

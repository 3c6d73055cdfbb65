"""`python -m pipeline`: the same as the command `motivator`."""

from pipeline.cli.main import run

if __name__ == "__main__":
    run()

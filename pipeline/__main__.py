"""`python -m pipeline`: the same as the command `motivator`."""

from pipeline.cli.main import main

if __name__ == "__main__":
    main(prog_name="motivator")

"""``python -m doleance`` is ``doleance``."""

from doleance.cli.app import main

if __name__ == "__main__":
    main()

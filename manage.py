"""The same commands as `linli`, for those who have not installed the package."""

from config.cli import main

if __name__ == "__main__":
    main()

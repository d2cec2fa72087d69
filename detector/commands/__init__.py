"""The subcommands of `frcnn`, one module each: `add_parser(subparsers, summary)` and `run(args) -> int`."""

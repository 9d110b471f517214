"""The subcommands of `lodged`, one module each."""

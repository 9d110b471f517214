"""The frame the web rooms share: settings, addresses, page layout, server."""

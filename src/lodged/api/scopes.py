"""What a token may be for. A token does only what its scopes name and its role allows."""

from __future__ import annotations

from lodged.register.vocabulary import Listed


class Scope(Listed):
    """One kind of use."""

    CUSTODY_READ = "custody:read", "Read stays"
    CUSTODY_WRITE = (
        "custody:write",
        "Record bookings, moves, planned releases, entitlements and ends of custody",
    )
    DETAINERS_READ = "detainers:read", "Read detainers"
    DETAINERS_WRITE = "detainers:write", "Record detainers, that a copy was served, and that one was lifted"
    DECISIONS_READ = "decisions:read", "Ask what the law allows, requires and forbids for a detainer"
    NOTICES_READ = "notices:read", "Read notices to ICE and the answers"
    NOTICES_WRITE = "notices:write", "Record that a notice was given, or tried"
    FIGURES_READ = "figures:read", "Read counts and county returns"
    JOURNAL_READ = "journal:read", "Read checkpoints and proofs of the journal"
    EVENTS_READ = "events:read", "Read which events were recorded, by their identifiers"
    WEBHOOKS_MANAGE = "webhooks:manage", "Add, change and remove webhooks of the agency"

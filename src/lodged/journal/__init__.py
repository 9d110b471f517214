"""The append-only log: entries, Merkle tree, checkpoints, proofs.

Writing one entry, as the register does inside its transaction::

    sealed = seal(event_id, payload)                      # salt and payload stay in a private table
    entry = Entry(index=frontier.size, ..., commitment=sealed.commitment)
    leaf = entry.leaf()                                   # the bytes the journal keeps for ever
    completed = frontier.append(hash_leaf(leaf))          # frontier: one row, O(log n) bytes
    checkpoint = Checkpoint(origin, frontier.size, frontier.root()).signed_by(key)

`completed` are the hashes to store per level so that proofs read a few hundred hashes instead of the
whole journal. Anything that offers a :class:`~lodged.journal.store.JournalStore` can be verified, proven
and exported: an exported folder (:mod:`~lodged.journal.folder`) as well as a database.
"""

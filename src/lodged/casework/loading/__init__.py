"""Files into the register: compared first, shown, then applied; the same file twice changes nothing."""

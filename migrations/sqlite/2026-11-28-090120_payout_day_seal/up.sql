-- Days of the journal, sealed one after the other.
CREATE TABLE day_seal (
    tenant_id BLOB NOT NULL,
    day TEXT NOT NULL,
    lines INTEGER NOT NULL CHECK (lines >= 0),
    root TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day)
) STRICT;

-- Whether patrol is in service; one row, of the platform.
CREATE TABLE patrol_switch (
    tenant_id BLOB NOT NULL PRIMARY KEY,
    down_since_at INTEGER,
    reason TEXT,
    changed_by_id BLOB NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

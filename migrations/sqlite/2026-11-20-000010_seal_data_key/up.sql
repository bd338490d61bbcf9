-- Wrapped data keys. A destroyed key keeps its row, so that it is never made anew for the same owner.
CREATE TABLE data_key (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    owner_id BLOB NOT NULL,
    wrapped BLOB,
    created_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (tenant_id, id),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX data_key_owner ON data_key (tenant_id, kind, owner_id);

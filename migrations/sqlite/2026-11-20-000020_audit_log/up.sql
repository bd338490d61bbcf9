-- What happened, who did it, and the Merkle log that makes a later change show.
CREATE TABLE audit_entry (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    actor_id BLOB,
    actor_role TEXT,
    session_id BLOB,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id BLOB NOT NULL,
    detail_hash BLOB NOT NULL,
    leaf_hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_entry_by_tenant ON audit_entry (tenant_id, id);
CREATE INDEX audit_entry_by_actor ON audit_entry (actor_id, id);
CREATE INDEX audit_entry_by_action ON audit_entry (action, id);
-- The words of an entry. Deleting them leaves the entry, its commitment and every proof as they were.
CREATE TABLE audit_detail (
    tenant_id BLOB NOT NULL,
    entry_id BLOB NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    detail TEXT NOT NULL
) STRICT;
-- Written with the entry, removed when the sequencer gives it a place in the log.
CREATE TABLE audit_pending (
    id BLOB NOT NULL PRIMARY KEY,
    source TEXT NOT NULL CHECK (source IN ('entry', 'decision')),
    leaf_hash BLOB NOT NULL
) STRICT;
CREATE TABLE audit_leaf (
    seq INTEGER NOT NULL PRIMARY KEY,
    source TEXT NOT NULL CHECK (source IN ('entry', 'decision')),
    ref_id BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_leaf_ref ON audit_leaf (ref_id);
-- 256 hashes of one level, 32 bytes each; the last tile of a level grows.
CREATE TABLE audit_tile (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT;
CREATE TABLE audit_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    root BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    signature BLOB NOT NULL,
    public_key BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;
CREATE TRIGGER audit_leaf_no_update BEFORE UPDATE ON audit_leaf BEGIN SELECT RAISE(ABORT, 'audit_leaf is append-only'); END;
CREATE TRIGGER audit_leaf_no_delete BEFORE DELETE ON audit_leaf BEGIN SELECT RAISE(ABORT, 'audit_leaf is append-only'); END;
CREATE TRIGGER audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END;
CREATE TRIGGER audit_checkpoint_no_delete BEFORE DELETE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END;

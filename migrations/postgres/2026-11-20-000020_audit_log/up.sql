-- What happened, who did it, and the Merkle log that makes a later change show.
CREATE TABLE audit_entry (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    actor_id uuid,
    actor_role text,
    session_id uuid,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    detail_hash bytea NOT NULL,
    leaf_hash bytea NOT NULL
);
CREATE INDEX audit_entry_by_tenant ON audit_entry (tenant_id, id);
CREATE INDEX audit_entry_by_actor ON audit_entry (actor_id, id);
CREATE INDEX audit_entry_by_action ON audit_entry (action, id);
-- The words of an entry. Deleting them leaves the entry, its commitment and every proof as they were.
CREATE TABLE audit_detail (
    tenant_id uuid NOT NULL,
    entry_id uuid NOT NULL PRIMARY KEY,
    salt bytea NOT NULL,
    detail text NOT NULL
);
-- Written with the entry, removed when the sequencer gives it a place in the log.
CREATE TABLE audit_pending (
    id uuid NOT NULL PRIMARY KEY,
    source text NOT NULL CHECK (source IN ('entry', 'decision')),
    leaf_hash bytea NOT NULL
);
CREATE TABLE audit_leaf (
    seq bigint NOT NULL PRIMARY KEY,
    source text NOT NULL CHECK (source IN ('entry', 'decision')),
    ref_id uuid NOT NULL
);
CREATE UNIQUE INDEX audit_leaf_ref ON audit_leaf (ref_id);
-- 256 hashes of one level, 32 bytes each; the last tile of a level grows.
CREATE TABLE audit_tile (
    level bigint NOT NULL,
    number bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, number)
);
CREATE TABLE audit_checkpoint (
    size bigint NOT NULL PRIMARY KEY,
    root bytea NOT NULL,
    created_at timestamptz NOT NULL,
    signature bytea NOT NULL,
    public_key bytea NOT NULL
);
CREATE FUNCTION tidecrew_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION tidecrew_append_only();
CREATE TRIGGER audit_leaf_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaf FOR EACH STATEMENT EXECUTE FUNCTION tidecrew_append_only();
CREATE TRIGGER audit_checkpoint_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION tidecrew_append_only();
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_entry USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE audit_detail ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_detail FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_detail USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

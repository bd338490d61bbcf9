-- Resumable uploads: chunks in order, each with its hash; the bytes are sealed in the blob store.
CREATE TABLE upload (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('read_aloud')),
    mime text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done', 'redo', 'dropped')),
    next bigint NOT NULL,
    bytes bigint NOT NULL,
    result jsonb,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX upload_interview ON upload (tenant_id, interview_id, id);
CREATE UNIQUE INDEX upload_open ON upload (tenant_id, interview_id) WHERE state = 'open';
CREATE TABLE upload_chunk (
    tenant_id uuid NOT NULL,
    upload_id uuid NOT NULL,
    n bigint NOT NULL,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, upload_id, n)
);
ALTER TABLE upload ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON upload USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE upload_chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_chunk FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON upload_chunk USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

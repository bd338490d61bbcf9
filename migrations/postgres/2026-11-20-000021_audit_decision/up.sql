-- Automated decisions: what was decided under which policy, and (erasable) from what and why.
CREATE TABLE decision (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    subject_id uuid,
    policy text NOT NULL,
    policy_hash text NOT NULL,
    engine text NOT NULL,
    created_at timestamptz NOT NULL,
    body_hash bytea NOT NULL,
    leaf_hash bytea NOT NULL
);
CREATE INDEX decision_by_tenant ON decision (tenant_id, id);
CREATE INDEX decision_by_subject ON decision (subject_id, id);
CREATE INDEX decision_by_kind ON decision (kind, id);
CREATE TABLE decision_body (
    tenant_id uuid NOT NULL,
    decision_id uuid NOT NULL PRIMARY KEY,
    salt bytea NOT NULL,
    body text NOT NULL
);
CREATE TRIGGER decision_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION tidecrew_append_only();
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON decision USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE decision_body ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision_body FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON decision_body USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

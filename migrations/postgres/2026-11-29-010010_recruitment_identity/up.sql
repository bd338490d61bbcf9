-- Documents that candidates stated: sealed, with a blind index that finds the same one on another account.
CREATE TABLE identity_check (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    document_kind text NOT NULL CHECK (document_kind IN ('resident_id', 'passport')),
    document bytea NOT NULL,
    document_index bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('passed', 'flagged')),
    codes jsonb NOT NULL,
    verifier_codes jsonb NOT NULL,
    decision_id uuid NOT NULL,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX identity_check_account ON identity_check (tenant_id, account_id, id);
CREATE INDEX identity_check_document ON identity_check (tenant_id, document_index);
ALTER TABLE identity_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_check FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON identity_check USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

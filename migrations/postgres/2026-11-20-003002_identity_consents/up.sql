-- Consent receipts, one per decision; nothing is ever changed here.
CREATE TABLE consent (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('service_terms', 'interview_recording', 'automated_scoring', 'device_attestation', 'marketing_mail')),
    version text NOT NULL,
    is_granted boolean NOT NULL,
    session_id uuid,
    created_at timestamptz NOT NULL
);
CREATE INDEX consent_account ON consent (account_id, purpose, created_at);
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON consent USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

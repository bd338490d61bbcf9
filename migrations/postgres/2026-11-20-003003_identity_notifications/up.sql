-- What people are told, and by which way they want to hear it.
CREATE TABLE notification (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('interview_result', 'certificate', 'offer_missed', 'appeal', 'statement', 'security')),
    params jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX notification_account ON notification (account_id, id);
CREATE INDEX notification_age ON notification (created_at);
CREATE TABLE notification_setting (
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('interview_result', 'certificate', 'offer_missed', 'appeal', 'statement', 'security')),
    tenant_id uuid NOT NULL,
    is_mail boolean NOT NULL,
    is_in_product boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, kind)
);
ALTER TABLE notification ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notification USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE notification_setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_setting FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notification_setting USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

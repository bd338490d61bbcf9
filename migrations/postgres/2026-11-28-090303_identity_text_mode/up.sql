-- People to whom customers' text may be shown as text where it is drawn for everybody else, e.g. to be read aloud.
CREATE TABLE text_mode (
    account_id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    level bigint NOT NULL CHECK (level BETWEEN 0 AND 3),
    granted_by_id uuid NOT NULL,
    granted_at timestamptz NOT NULL
);
ALTER TABLE text_mode ENABLE ROW LEVEL SECURITY;
ALTER TABLE text_mode FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON text_mode USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

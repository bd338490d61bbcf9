-- Who asked to set a new password: one row per account, gone once it was used.
CREATE TABLE password_reset (
    account_id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    code_id BLOB NOT NULL,
    code_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_reset_age ON password_reset (created_at);

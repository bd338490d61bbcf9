-- How people type, as moments by class of keys: a sealed profile each, what a session showed, and questions to prove oneself.
CREATE TABLE rhythm_profile (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    profile_sealed BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE rhythm_session (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    memory TEXT NOT NULL,
    asked_id BLOB,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE rhythm_recheck (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    reasons TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    passed_at INTEGER
) STRICT;
CREATE INDEX rhythm_recheck_account ON rhythm_recheck (account_id, asked_at);

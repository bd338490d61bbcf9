-- What people are told, and by which way they want to hear it.
CREATE TABLE notification (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'interview_result' OR kind = 'certificate' OR kind = 'offer_missed' OR kind = 'appeal' OR kind = 'statement' OR kind = 'security'),
    params TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT;
CREATE INDEX notification_account ON notification (account_id, id);
CREATE INDEX notification_age ON notification (created_at);
CREATE TABLE notification_setting (
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'interview_result' OR kind = 'certificate' OR kind = 'offer_missed' OR kind = 'appeal' OR kind = 'statement' OR kind = 'security'),
    tenant_id BLOB NOT NULL,
    is_mail INTEGER NOT NULL CHECK (is_mail IN (0, 1)),
    is_in_product INTEGER NOT NULL CHECK (is_in_product IN (0, 1)),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind)
) STRICT;

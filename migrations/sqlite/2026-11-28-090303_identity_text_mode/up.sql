-- People to whom customers' text may be shown as text where it is drawn for everybody else, e.g. to be read aloud.
CREATE TABLE text_mode (
    account_id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    granted_by_id BLOB NOT NULL,
    granted_at INTEGER NOT NULL
) STRICT;

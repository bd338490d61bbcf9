-- Documents that candidates stated: sealed, with a blind index that finds the same one on another account.
CREATE TABLE identity_check (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    document_kind TEXT NOT NULL CHECK (document_kind IN ('resident_id', 'passport')),
    document BLOB NOT NULL,
    document_index BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('passed', 'flagged')),
    codes TEXT NOT NULL,
    verifier_codes TEXT NOT NULL,
    decision_id BLOB NOT NULL,
    checked_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX identity_check_account ON identity_check (tenant_id, account_id, id);
CREATE INDEX identity_check_document ON identity_check (tenant_id, document_index);

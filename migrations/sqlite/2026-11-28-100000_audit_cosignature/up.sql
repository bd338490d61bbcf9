CREATE TABLE audit_cosignature (
    size INTEGER NOT NULL REFERENCES audit_checkpoint (size),
    witness TEXT NOT NULL,
    seen INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (size, witness)
) STRICT;

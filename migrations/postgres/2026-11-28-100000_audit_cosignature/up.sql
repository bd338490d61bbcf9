CREATE TABLE audit_cosignature (
    size bigint NOT NULL REFERENCES audit_checkpoint (size),
    witness text NOT NULL,
    seen bigint NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (size, witness)
);

DROP TABLE audit_cosignature;

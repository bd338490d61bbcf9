DROP TABLE audit_checkpoint;
DROP TABLE audit_tile;
DROP TABLE audit_leaf;
DROP TABLE audit_pending;
DROP TABLE audit_detail;
DROP TABLE audit_entry;
DROP FUNCTION tidecrew_append_only();

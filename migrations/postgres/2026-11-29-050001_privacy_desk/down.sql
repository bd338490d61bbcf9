DROP TABLE retention_run;
DROP TABLE legal_hold;
DROP TABLE privacy_erasure;
DROP TABLE privacy_export;

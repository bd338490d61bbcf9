ALTER TABLE conversation DROP COLUMN context;
ALTER TABLE contact DROP COLUMN via;
DROP TABLE handover;
DROP TABLE channel;

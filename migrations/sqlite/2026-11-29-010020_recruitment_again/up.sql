-- Somebody may be interviewed again: the newest interview of an application counts, earlier ones stay as evidence.
DROP INDEX interview_application;
CREATE INDEX interview_application ON interview (tenant_id, application_id, id);

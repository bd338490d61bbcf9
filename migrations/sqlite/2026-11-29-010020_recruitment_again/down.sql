DELETE FROM interview WHERE EXISTS (SELECT 1 FROM interview AS newer WHERE newer.tenant_id = interview.tenant_id AND newer.application_id = interview.application_id AND newer.id > interview.id);
DROP INDEX interview_application;
CREATE UNIQUE INDEX interview_application ON interview (tenant_id, application_id);

-- Warnings that were sent all the same are one group for each rule; whose each was stands with the evidence.
ALTER TABLE exception ADD COLUMN about text;
CREATE UNIQUE INDEX exception_group_about ON exception (tenant_id, cause, about) WHERE state = 'open' AND about IS NOT NULL;
ALTER TABLE exception_item ADD COLUMN worker_id uuid;

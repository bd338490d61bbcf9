-- What the choice among workers looks at: who knows the customer, deadlines, transfers, and what each has had today.

ALTER TABLE task ADD COLUMN contact_id BLOB;
ALTER TABLE task ADD COLUMN affinity_id BLOB;
ALTER TABLE task ADD COLUMN due_at INTEGER;
ALTER TABLE task ADD COLUMN follows_id BLOB;
ALTER TABLE task ADD COLUMN target_id BLOB;
ALTER TABLE task ADD COLUMN except_id BLOB;
CREATE INDEX task_by_contact ON task (tenant_id, contact_id, id);
CREATE INDEX task_by_followed ON task (follows_id, state);

ALTER TABLE presence ADD COLUMN pieces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN pieces_today INTEGER NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN pieces_day INTEGER NOT NULL DEFAULT 0;

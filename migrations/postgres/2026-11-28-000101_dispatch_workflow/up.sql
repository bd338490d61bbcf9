-- What the choice among workers looks at: who knows the customer, deadlines, transfers, and what each has had today.

ALTER TABLE task ADD COLUMN contact_id uuid;
ALTER TABLE task ADD COLUMN affinity_id uuid;
ALTER TABLE task ADD COLUMN due_at timestamptz;
ALTER TABLE task ADD COLUMN follows_id uuid;
ALTER TABLE task ADD COLUMN target_id uuid;
ALTER TABLE task ADD COLUMN except_id uuid;
CREATE INDEX task_by_contact ON task (tenant_id, contact_id, id);
CREATE INDEX task_by_followed ON task (follows_id, state);

ALTER TABLE presence ADD COLUMN pieces bigint NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN pieces_today bigint NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN pieces_day bigint NOT NULL DEFAULT 0;

-- Whether a task's money lies in its project's purse, with that of other tasks; what does is found by its age.
ALTER TABLE task_budget ADD COLUMN is_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1));
CREATE INDEX task_budget_open ON task_budget (changed_at) WHERE state = 'reserved';

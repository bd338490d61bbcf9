-- Whether a task's money lies in its project's purse, with that of other tasks; what does is found by its age.
ALTER TABLE task_budget ADD COLUMN is_shared boolean NOT NULL DEFAULT false;
CREATE INDEX task_budget_open ON task_budget (changed_at) WHERE state = 'reserved';

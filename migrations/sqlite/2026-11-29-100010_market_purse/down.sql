DROP INDEX task_budget_open;
ALTER TABLE task_budget DROP COLUMN is_shared;

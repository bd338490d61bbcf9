-- Steps of its procedure that a worker did under a task: each once, at the weight it is paid by.
CREATE TABLE task_step (
    tenant_id uuid NOT NULL,
    task_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    step text NOT NULL,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    weight bigint NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, task_id, worker_id, step)
);
ALTER TABLE task_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_step FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task_step USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

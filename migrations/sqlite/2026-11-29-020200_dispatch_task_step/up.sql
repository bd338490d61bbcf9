-- Steps of its procedure that a worker did under a task: each once, at the weight it is paid by.
CREATE TABLE task_step (
    tenant_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    step TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    weight INTEGER NOT NULL,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, task_id, worker_id, step)
) STRICT;

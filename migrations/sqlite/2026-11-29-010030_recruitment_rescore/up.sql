-- A new interview policy scores what was measured before again.
CREATE TABLE rescore_run (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    policy_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'running' OR state = 'done' OR state = 'superseded'),
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    advanced INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    cursor_id BLOB,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE TABLE rescore_result (
    tenant_id BLOB NOT NULL,
    run_id BLOB NOT NULL,
    interview_id BLOB NOT NULL,
    was_total INTEGER NOT NULL,
    now_total INTEGER NOT NULL,
    was_outcome TEXT NOT NULL,
    now_outcome TEXT NOT NULL,
    decision_id BLOB,
    PRIMARY KEY (tenant_id, run_id, interview_id)
) STRICT;

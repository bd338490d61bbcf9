-- What somebody contests: evidence frozen when it began, a judge who did not judge before, and a clock. Words are sealed.
CREATE TABLE appeal_case (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    ref_kind TEXT NOT NULL,
    ref_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'noticed' OR state = 'open' OR state = 'resolved'),
    first_judge_id BLOB,
    first_code TEXT,
    guarded INTEGER NOT NULL CHECK (guarded IN (0, 1)),
    evidence TEXT NOT NULL,
    evidence_hash TEXT NOT NULL,
    words BLOB,
    opened_at INTEGER NOT NULL,
    answer_by_at INTEGER,
    decide_by_at INTEGER,
    judge_id BLOB,
    outcome TEXT CHECK (outcome IN ('for_subject', 'against_subject')),
    resolved_by TEXT CHECK (resolved_by = 'judge' OR resolved_by = 'window' OR resolved_by = 'clock'),
    rule TEXT,
    award_minor INTEGER,
    note BLOB,
    resolved_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX appeal_case_by_id ON appeal_case (id);
CREATE INDEX appeal_case_by_subject ON appeal_case (subject_id, id);
CREATE INDEX appeal_case_by_state ON appeal_case (state, id);
CREATE INDEX appeal_case_by_kind ON appeal_case (tenant_id, kind, opened_at);

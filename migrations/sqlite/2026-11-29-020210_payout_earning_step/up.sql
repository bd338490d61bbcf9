-- The steps that an earning was paid for, as the task told them.
CREATE TABLE earning_step (
    tenant_id BLOB NOT NULL,
    earning_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    step TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, earning_id, n)
) STRICT;

-- The steps that an earning was paid for, as the task told them.
CREATE TABLE earning_step (
    tenant_id uuid NOT NULL,
    earning_id uuid NOT NULL,
    n bigint NOT NULL,
    step text NOT NULL,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    weight bigint NOT NULL,
    PRIMARY KEY (tenant_id, earning_id, n)
);
ALTER TABLE earning_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE earning_step FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON earning_step USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

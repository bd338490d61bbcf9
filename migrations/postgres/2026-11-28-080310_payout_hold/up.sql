-- Pay that is held until an appeal is over.
CREATE TABLE hold (
    tenant_id uuid NOT NULL,
    case_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    earning_id uuid NOT NULL,
    task_id uuid NOT NULL,
    project_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('rejection', 'penalty')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    state text NOT NULL CHECK (state IN ('held', 'won', 'lost')),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, case_id)
);
CREATE INDEX hold_by_worker ON hold (worker_id, state);
CREATE UNIQUE INDEX hold_once ON hold (earning_id, kind);
CREATE INDEX hold_by_tenant ON hold (tenant_id, created_at);
-- Figures about everybody's hourly pay, one row a day.
CREATE TABLE public_earning (
    tenant_id uuid NOT NULL,
    day text NOT NULL,
    figures jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, day)
);
ALTER TABLE hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE hold FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON hold USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE public_earning ENABLE ROW LEVEL SECURITY;
ALTER TABLE public_earning FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public_earning USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

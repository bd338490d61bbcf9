-- The wider room: more parts, recordings for each of them, how long the room was, what its page noticed, prints of answers.
ALTER TABLE interview_part DROP CONSTRAINT interview_part_kind_check;
ALTER TABLE interview_part ADD CONSTRAINT interview_part_kind_check
    CHECK (kind IN ('typing', 'syllables', 'words', 'read_aloud', 'talk', 'dialogue', 'business', 'security'));
ALTER TABLE upload DROP CONSTRAINT upload_purpose_check;
ALTER TABLE upload ADD CONSTRAINT upload_purpose_check CHECK (purpose IN ('syllables', 'words', 'read_aloud', 'talk'));
ALTER TABLE interview ADD COLUMN lengths jsonb;
ALTER TABLE interview ADD COLUMN signals jsonb;
CREATE TABLE interview_print (
    tenant_id uuid NOT NULL,
    print text NOT NULL,
    interview_id uuid NOT NULL,
    part text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, print, interview_id, part)
);
ALTER TABLE interview_print ENABLE ROW LEVEL SECURITY;
ALTER TABLE interview_print FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON interview_print USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

-- A value may be acted on without being seen: called, or sent to the enterprise's own system.
ALTER TABLE token_use DROP CONSTRAINT token_use_kind_check;
ALTER TABLE token_use ADD CONSTRAINT token_use_kind_check CHECK (kind IN ('check', 'reveal', 'call', 'send'));

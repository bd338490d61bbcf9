DELETE FROM token_use WHERE kind IN ('call', 'send');
ALTER TABLE token_use DROP CONSTRAINT token_use_kind_check;
ALTER TABLE token_use ADD CONSTRAINT token_use_kind_check CHECK (kind IN ('check', 'reveal'));

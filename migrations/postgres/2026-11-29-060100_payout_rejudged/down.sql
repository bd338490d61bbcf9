DELETE FROM adjustment WHERE kind = 'rejudged';
ALTER TABLE adjustment DROP CONSTRAINT adjustment_kind_check;
ALTER TABLE adjustment ADD CONSTRAINT adjustment_kind_check CHECK (kind IN ('quality', 'floor', 'standby', 'held', 'released', 'interest', 'back_pay', 'assessment'));

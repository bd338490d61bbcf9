-- Months that are closed are paid again when their work is judged better: a further kind of line.
ALTER TABLE adjustment DROP CONSTRAINT adjustment_kind_check;
ALTER TABLE adjustment ADD CONSTRAINT adjustment_kind_check CHECK (kind IN ('quality', 'floor', 'standby', 'held', 'released', 'interest', 'back_pay', 'assessment', 'rejudged'));

-- Projects whose customers' text reaches workers as pictures only.
ALTER TABLE project ADD COLUMN is_drawn INTEGER NOT NULL DEFAULT 0 CHECK (is_drawn IN (0, 1));

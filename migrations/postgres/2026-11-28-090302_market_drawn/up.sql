-- Projects whose customers' text reaches workers as pictures only.
ALTER TABLE project ADD COLUMN is_drawn boolean NOT NULL DEFAULT false;

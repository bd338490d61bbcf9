-- What a draft was judged by beside its words: numbers of how it was written, and steps of its procedure that were missing.
ALTER TABLE verdict ADD COLUMN beside TEXT;

DROP TABLE text_mode;

DROP TABLE whisper;

DROP TABLE appeal_case;

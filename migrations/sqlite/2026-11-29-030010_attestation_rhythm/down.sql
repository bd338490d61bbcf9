DROP TABLE rhythm_recheck;
DROP TABLE rhythm_session;
DROP TABLE rhythm_profile;

DROP TABLE piece;
DROP TABLE presence_skill;
DROP TABLE presence;
DROP TABLE reservation;
DROP TABLE task;

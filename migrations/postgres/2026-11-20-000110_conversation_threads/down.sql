DROP TABLE message;
DROP TABLE conversation;
DROP TABLE contact;

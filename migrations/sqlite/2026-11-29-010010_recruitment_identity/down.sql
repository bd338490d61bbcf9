DROP TABLE identity_check;

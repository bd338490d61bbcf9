DROP TABLE ceremony;
DROP TABLE passkey;
DROP TABLE refresh_token;
DROP TABLE session;

DROP TABLE token_use;
DROP TABLE known_value;
DROP TABLE mask_state;
DROP TABLE mask_token;

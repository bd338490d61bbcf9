DROP TABLE session_trust;
DROP TABLE attestation_ask;
DROP TABLE attested_device;

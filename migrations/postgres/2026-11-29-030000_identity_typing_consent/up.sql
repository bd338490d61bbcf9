-- The rhythm of typing is a purpose of its own.
ALTER TABLE consent DROP CONSTRAINT consent_purpose_check;
ALTER TABLE consent ADD CONSTRAINT consent_purpose_check CHECK (purpose IN ('service_terms', 'identity_check', 'interview_recording', 'automated_scoring', 'device_attestation', 'camera_guard', 'typing_rhythm', 'marketing_mail'));

DROP TABLE guard_evidence;
DROP TABLE guard_camera;

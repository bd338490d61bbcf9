DROP TABLE patrol_switch;

DROP TABLE notification_setting;
DROP TABLE notification;

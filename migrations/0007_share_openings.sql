CREATE TABLE "platform_openings" (
	"channel" text PRIMARY KEY NOT NULL,
	"opened_at" timestamp with time zone[] NOT NULL,
	CONSTRAINT "platform_openings_channel" CHECK ("platform_openings"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page'))
);

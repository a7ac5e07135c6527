CREATE TABLE "alarms" (
	"name" text PRIMARY KEY NOT NULL,
	"detail" text,
	"raised_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"cleared_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "platform_pace" (
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "platform_pace_pk" PRIMARY KEY("channel","kind"),
	CONSTRAINT "platform_pace_channel" CHECK ("platform_pace"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page'))
);
--> statement-breakpoint
CREATE TABLE "platform_usage" (
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"month" text NOT NULL,
	"used_count" bigint DEFAULT 0 NOT NULL,
	"refused_at" timestamp with time zone,
	CONSTRAINT "platform_usage_pk" PRIMARY KEY("channel","kind","month"),
	CONSTRAINT "platform_usage_channel" CHECK ("platform_usage"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page'))
);
--> statement-breakpoint
CREATE TABLE "reply_handles" (
	"channel" text NOT NULL,
	"recipient" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"code_sealed" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reply_handles_pk" PRIMARY KEY("channel","recipient"),
	CONSTRAINT "reply_handles_channel" CHECK ("reply_handles"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page'))
);
--> statement-breakpoint
ALTER TABLE "reply_handles" ADD CONSTRAINT "reply_handles_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reply_handles_expiry" ON "reply_handles" USING btree ("expires_at");
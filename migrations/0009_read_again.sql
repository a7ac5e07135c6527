CREATE TABLE "model_usage" (
	"name" text NOT NULL,
	"day" date NOT NULL,
	"token_count" bigint NOT NULL,
	CONSTRAINT "model_usage_pk" PRIMARY KEY("name","day")
);
--> statement-breakpoint
CREATE TABLE "second_readings" (
	"inbox_id" bigint PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"identity_id" uuid NOT NULL,
	"task_id" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "second_readings_state" CHECK ("second_readings"."state" in ('waiting', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "transcripts" (
	"inbox_id" bigint PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"media_id" text NOT NULL,
	"state" text NOT NULL,
	"words" "bytea",
	"attempts" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transcripts_channel" CHECK ("transcripts"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "transcripts_state" CHECK ("transcripts"."state" in ('waiting', 'heard', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "second_readings" ADD CONSTRAINT "second_readings_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_readings" ADD CONSTRAINT "second_readings_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_readings" ADD CONSTRAINT "second_readings_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcripts" ADD CONSTRAINT "transcripts_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcripts" ADD CONSTRAINT "transcripts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "second_readings_waiting" ON "second_readings" USING btree ("created_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "transcripts_waiting" ON "transcripts" USING btree ("created_at") WHERE state = 'waiting';
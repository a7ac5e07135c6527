CREATE TABLE "absences" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"cover_id" uuid,
	"starts_on" date NOT NULL,
	"ends_on" date,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "absences_span" CHECK ("absences"."ends_on" is null or "absences"."ends_on" >= "absences"."starts_on"),
	CONSTRAINT "absences_cover" CHECK ("absences"."cover_id" is null or "absences"."cover_id" <> "absences"."person_id")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"due_on" date NOT NULL,
	"content" jsonb NOT NULL,
	"hash" text NOT NULL,
	"told_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "digests_pk" PRIMARY KEY("branch_id","kind","due_on"),
	CONSTRAINT "digests_kind" CHECK ("digests"."kind" in ('daily', 'weekly'))
);
--> statement-breakpoint
CREATE TABLE "duty_windows" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"duty_id" uuid NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"state" text NOT NULL,
	"check_in_id" uuid,
	"case_id" uuid,
	"done_on" date,
	"reminded_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "duty_windows_once" UNIQUE("duty_id","zone_id","starts_on"),
	CONSTRAINT "duty_windows_state" CHECK ("duty_windows"."state" in ('draft', 'ready', 'done', 'missed', 'cancelled')),
	CONSTRAINT "duty_windows_span" CHECK ("duty_windows"."ends_on" >= "duty_windows"."starts_on")
);
--> statement-breakpoint
CREATE TABLE "held_over" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "held_over_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"key" text NOT NULL,
	"line" text NOT NULL,
	"deadline_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "held_over_key_unique" UNIQUE("key"),
	CONSTRAINT "held_over_purpose" CHECK ("held_over"."purpose" in ('reply', 'welcome', 'emergency', 'assignment', 'clock', 'duty', 'announcement', 'review', 'digest', 'alarm'))
);
--> statement-breakpoint
CREATE TABLE "root_causes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"category" text NOT NULL,
	"place" text NOT NULL,
	"case_count" integer NOT NULL,
	"proposed_on" date NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "root_causes_category" CHECK ("root_causes"."category" in ('facility', 'traffic', 'environment', 'nuisance', 'building', 'fire', 'forest', 'security', 'dispute', 'hardship', 'grievance', 'openness', 'suggestion', 'student', 'staff', 'patient', 'integrity', 'family', 'other'))
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"step" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"reason" text,
	"sent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_deliveries_once" UNIQUE("webhook_id","case_id","step"),
	CONSTRAINT "webhook_deliveries_state" CHECK ("webhook_deliveries"."state" in ('waiting', 'sent', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"url" text NOT NULL,
	"secret_sealed" "bytea" NOT NULL,
	"created_by" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "weekly_pushes" (
	"person_id" uuid NOT NULL,
	"week_of" date NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "weekly_pushes_pk" PRIMARY KEY("person_id","week_of")
);
--> statement-breakpoint
ALTER TABLE "case_history" DROP CONSTRAINT "case_history_event";--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "clock_started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "remind_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "reminded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "external_body" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "external_number" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "ask_again_on" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "scheduled_on" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "responded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "satisfied" boolean;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "reopened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "duties" ADD COLUMN "every" text;--> statement-breakpoint
ALTER TABLE "duties" ADD COLUMN "activities" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "duties" ADD COLUMN "categories" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_cover_id_people_id_fk" FOREIGN KEY ("cover_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_created_by_identities_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."identities"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_windows" ADD CONSTRAINT "duty_windows_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_windows" ADD CONSTRAINT "duty_windows_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_windows" ADD CONSTRAINT "duty_windows_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_windows" ADD CONSTRAINT "duty_windows_duty_id_duties_id_fk" FOREIGN KEY ("duty_id") REFERENCES "public"."duties"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_windows" ADD CONSTRAINT "duty_windows_check_in_id_check_ins_id_fk" FOREIGN KEY ("check_in_id") REFERENCES "public"."check_ins"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_windows" ADD CONSTRAINT "duty_windows_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_over" ADD CONSTRAINT "held_over_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_over" ADD CONSTRAINT "held_over_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root_causes" ADD CONSTRAINT "root_causes_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root_causes" ADD CONSTRAINT "root_causes_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root_causes" ADD CONSTRAINT "root_causes_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weekly_pushes" ADD CONSTRAINT "weekly_pushes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "absences_person" ON "absences" USING btree ("person_id","starts_on");--> statement-breakpoint
CREATE INDEX "duty_windows_zone" ON "duty_windows" USING btree ("zone_id","ends_on");--> statement-breakpoint
CREATE INDEX "duty_windows_open" ON "duty_windows" USING btree ("ends_on") WHERE state in ('draft', 'ready');--> statement-breakpoint
CREATE INDEX "held_over_person" ON "held_over" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "root_causes_place" ON "root_causes" USING btree ("zone_id","category","place","proposed_on");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("due_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhooks_organisation" ON "webhooks" USING btree ("organisation_id") WHERE active;--> statement-breakpoint
CREATE INDEX "cases_reminders" ON "cases" USING btree ("remind_at") WHERE remind_at is not null;--> statement-breakpoint
CREATE INDEX "cases_branch_open" ON "cases" USING btree ("branch_id","state") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "cases_branch_closed" ON "cases" USING btree ("branch_id","closed_at") WHERE closed_at is not null;--> statement-breakpoint
ALTER TABLE "case_history" ADD CONSTRAINT "case_history_event" CHECK ("case_history"."event" in ('confirm', 'accept', 'start', 'schedule', 'ask', 'answer', 'refer', 'back', 'return', 'close', 'close_as', 'good', 'not_good', 'expire', 'withdraw', 'open', 'edit', 'assign', 'extend', 'grant', 'refuse', 'escalate', 'nudge', 'rate', 'join'));--> statement-breakpoint
ALTER TABLE "duties" ADD CONSTRAINT "duties_every" CHECK ("duties"."every" in ('week', 'month', 'quarter', 'half_year', 'year'));
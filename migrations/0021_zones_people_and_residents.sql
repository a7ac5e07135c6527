CREATE TABLE "kf_accounts" (
	"open_kfid" text PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"cursor" text,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "kf_chats" (
	"identity_id" uuid PRIMARY KEY NOT NULL,
	"open_kfid" text NOT NULL,
	"heard_at" timestamp with time zone NOT NULL,
	"sent_count" integer DEFAULT 0 NOT NULL,
	"served_by" text DEFAULT 'bot' NOT NULL,
	CONSTRAINT "kf_chats_served_by" CHECK ("kf_chats"."served_by" in ('bot', 'person'))
);
--> statement-breakpoint
CREATE TABLE "page_links" (
	"identity_id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"zone_id" uuid,
	"token_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "page_links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "page_messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "page_messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"identity_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"key" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "page_messages_once" UNIQUE("identity_id","direction","key"),
	CONSTRAINT "page_messages_direction" CHECK ("page_messages"."direction" in ('in', 'out'))
);
--> statement-breakpoint
CREATE TABLE "privacy_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"identity_id" uuid,
	"person_id" uuid,
	"subject_hash" "bytea" NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "privacy_requests_kind" CHECK ("privacy_requests"."kind" in ('export', 'delete'))
);
--> statement-breakpoint
CREATE TABLE "resident_talks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"zone_id" uuid,
	"number" integer NOT NULL,
	"topic" text NOT NULL,
	"place" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'announced' NOT NULL,
	"result" text,
	"published_at" timestamp with time zone,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "resident_talks_number" UNIQUE("branch_id","number"),
	CONSTRAINT "resident_talks_state" CHECK ("resident_talks"."state" in ('announced', 'held', 'published', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "talk_matters" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"talk_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"promised" boolean DEFAULT false NOT NULL,
	"case_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "talk_matters_position" UNIQUE("talk_id","position")
);
--> statement-breakpoint
CREATE TABLE "duty_focuses" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"category" text NOT NULL,
	"title" text NOT NULL,
	"case_count" integer NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "duty_focuses_category" CHECK ("duty_focuses"."category" in ('facility', 'traffic', 'environment', 'nuisance', 'building', 'fire', 'forest', 'security', 'dispute', 'hardship', 'grievance', 'openness', 'suggestion', 'student', 'staff', 'patient', 'integrity', 'family', 'other')),
	CONSTRAINT "duty_focuses_state" CHECK ("duty_focuses"."state" in ('proposed', 'accepted', 'declined')),
	CONSTRAINT "duty_focuses_span" CHECK ("duty_focuses"."ends_on" >= "duty_focuses"."starts_on")
);
--> statement-breakpoint
CREATE TABLE "nominations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "nominations_state" CHECK ("nominations"."state" in ('open', 'approved', 'declined', 'withdrawn')),
	CONSTRAINT "nominations_decided" CHECK (("nominations"."state" = 'open') = ("nominations"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "zone_entries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"config_id" text,
	"group_id" text,
	"url" text,
	"accounts" text[] DEFAULT '{}' NOT NULL,
	"member_count" integer,
	"refreshed_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"failure" text,
	"failed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "zone_entries_kind" CHECK ("zone_entries"."kind" in ('wecom_contact', 'wecom_group', 'kf', 'dingtalk_group'))
);
--> statement-breakpoint
CREATE TABLE "zone_visits" (
	"zone_id" uuid NOT NULL,
	"on" date NOT NULL,
	"kind" text NOT NULL,
	"visit_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "zone_visits_pk" PRIMARY KEY("zone_id","on","kind"),
	CONSTRAINT "zone_visits_kind" CHECK ("zone_visits"."kind" in ('notice', 'scan', 'join'))
);
--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "public_text" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "public_text_by" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "expires_on" date;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "term_ends_on" date;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "assigned_by" uuid;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "acknowledged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "notice_version" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "phone_public" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "photo_key" text;--> statement-breakpoint
ALTER TABLE "zones" ADD COLUMN "outline" jsonb;--> statement-breakpoint
ALTER TABLE "zones" ADD COLUMN "approved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "zones" ADD COLUMN "approved_by" uuid;--> statement-breakpoint
ALTER TABLE "zones" ADD COLUMN "ended_on" date;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "recalled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "recalled_by" text;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "read_count" integer;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "read_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "kf_accounts" ADD CONSTRAINT "kf_accounts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kf_chats" ADD CONSTRAINT "kf_chats_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_links" ADD CONSTRAINT "page_links_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_links" ADD CONSTRAINT "page_links_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_links" ADD CONSTRAINT "page_links_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_messages" ADD CONSTRAINT "page_messages_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resident_talks" ADD CONSTRAINT "resident_talks_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resident_talks" ADD CONSTRAINT "resident_talks_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resident_talks" ADD CONSTRAINT "resident_talks_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resident_talks" ADD CONSTRAINT "resident_talks_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "talk_matters" ADD CONSTRAINT "talk_matters_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "talk_matters" ADD CONSTRAINT "talk_matters_talk_id_resident_talks_id_fk" FOREIGN KEY ("talk_id") REFERENCES "public"."resident_talks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "talk_matters" ADD CONSTRAINT "talk_matters_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_focuses" ADD CONSTRAINT "duty_focuses_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_focuses" ADD CONSTRAINT "duty_focuses_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_focuses" ADD CONSTRAINT "duty_focuses_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_focuses" ADD CONSTRAINT "duty_focuses_decided_by_people_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_decided_by_people_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_entries" ADD CONSTRAINT "zone_entries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_entries" ADD CONSTRAINT "zone_entries_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "page_links_expiry" ON "page_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "page_messages_transcript" ON "page_messages" USING btree ("identity_id","id");--> statement-breakpoint
CREATE INDEX "privacy_requests_due" ON "privacy_requests" USING btree ("due_at") WHERE done_at is null and undone_at is null;--> statement-breakpoint
CREATE INDEX "resident_talks_branch" ON "resident_talks" USING btree ("branch_id","starts_at");--> statement-breakpoint
CREATE UNIQUE INDEX "duty_focuses_once" ON "duty_focuses" USING btree ("zone_id","category","starts_on");--> statement-breakpoint
CREATE INDEX "duty_focuses_branch" ON "duty_focuses" USING btree ("branch_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "nominations_open" ON "nominations" USING btree ("person_id","zone_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "nominations_branch" ON "nominations" USING btree ("branch_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "zone_entries_once" ON "zone_entries" USING btree ("zone_id","kind");--> statement-breakpoint
CREATE INDEX "zone_entries_group" ON "zone_entries" USING btree ("kind","group_id");--> statement-breakpoint
CREATE INDEX "zone_entries_expiry" ON "zone_entries" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_public_text_by_people_id_fk" FOREIGN KEY ("public_text_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_assigned_by_people_id_fk" FOREIGN KEY ("assigned_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_approved_by_people_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;
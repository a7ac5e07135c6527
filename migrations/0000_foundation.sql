CREATE TABLE "attachments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"identity_id" uuid,
	"case_id" uuid,
	"check_in_id" uuid,
	"inbox_id" bigint,
	"part" integer NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"media_id" text,
	"latitude" double precision,
	"longitude" double precision,
	"datum" text,
	"label" text,
	"state" text NOT NULL,
	"storage_key" text,
	"content_type" text,
	"byte_count" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp with time zone,
	"questioned_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "attachments_part" UNIQUE("inbox_id","part"),
	CONSTRAINT "attachments_kind" CHECK ("attachments"."kind" in ('image', 'voice', 'video', 'file', 'location')),
	CONSTRAINT "attachments_channel" CHECK ("attachments"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "attachments_state" CHECK ("attachments"."state" in ('waiting', 'stored', 'expired', 'refused', 'place')),
	CONSTRAINT "attachments_datum" CHECK ("attachments"."datum" in ('GCJ-02', 'WGS-84')),
	CONSTRAINT "attachments_place" CHECK ("attachments"."kind" <> 'location' or ("attachments"."latitude" is not null and "attachments"."datum" is not null))
);
--> statement-breakpoint
CREATE TABLE "case_history" (
	"case_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"step" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"event" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"by_role" text NOT NULL,
	"by_person_id" uuid,
	"reason" text,
	CONSTRAINT "case_history_pk" PRIMARY KEY("case_id","step"),
	CONSTRAINT "case_history_event" CHECK ("case_history"."event" in ('confirm', 'accept', 'start', 'schedule', 'ask', 'answer', 'refer', 'back', 'return', 'close', 'close_as', 'good', 'not_good', 'expire', 'withdraw', 'open', 'edit', 'assign')),
	CONSTRAINT "case_history_by" CHECK ("case_history"."by_role" in ('branch_secretary', 'deputy_secretary', 'zone_member', 'guest_member', 'helper', 'organisation_admin', 'resident_verifier', 'resident', 'system'))
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid,
	"zone_id" uuid,
	"code" text NOT NULL,
	"kind" text NOT NULL,
	"category" text NOT NULL,
	"urgency" text NOT NULL,
	"state" text NOT NULL,
	"state_before" text,
	"told_as_handled" boolean DEFAULT false NOT NULL,
	"place_text" text,
	"building" text,
	"unit" text,
	"floor" text,
	"room" text,
	"occurred_on" date,
	"occurred_time" text,
	"text" text NOT NULL,
	"source_start" integer NOT NULL,
	"source_end" integer NOT NULL,
	"confidence" real NOT NULL,
	"channel" text NOT NULL,
	"inbox_id" bigint,
	"record_number" integer NOT NULL,
	"reporter_role" text NOT NULL,
	"reporter_person_id" uuid,
	"reporter_identity_id" uuid,
	"on_behalf_of" text,
	"handler_id" uuid,
	"parent_id" uuid,
	"accept_due_at" timestamp with time zone,
	"accept_done_at" timestamp with time zone,
	"resolve_due_at" timestamp with time zone,
	"resolve_done_at" timestamp with time zone,
	"verify_due_at" timestamp with time zone,
	"verify_done_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"escalation" integer DEFAULT 0 NOT NULL,
	"extension" text DEFAULT 'none' NOT NULL,
	"verified" boolean,
	"version" integer DEFAULT 1 NOT NULL,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cases_code_unique" UNIQUE("code"),
	CONSTRAINT "cases_record" UNIQUE("inbox_id","record_number"),
	CONSTRAINT "cases_kind" CHECK ("cases"."kind" in ('incident', 'enquiry')),
	CONSTRAINT "cases_category" CHECK ("cases"."category" in ('facility', 'traffic', 'environment', 'nuisance', 'building', 'fire', 'forest', 'security', 'dispute', 'hardship', 'grievance', 'openness', 'suggestion', 'student', 'staff', 'patient', 'integrity', 'family', 'other')),
	CONSTRAINT "cases_urgency" CHECK ("cases"."urgency" in ('normal', 'urgent', 'emergency')),
	CONSTRAINT "cases_state" CHECK ("cases"."state" in ('draft', 'new', 'accepted', 'in_progress', 'scheduled', 'need_info', 'waiting_external', 'returned', 'to_verify', 'resolved', 'answered_unresolved', 'not_ours', 'duplicate', 'cancelled', 'reopened')),
	CONSTRAINT "cases_channel" CHECK ("cases"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "cases_reporter_role" CHECK ("cases"."reporter_role" in ('branch_secretary', 'deputy_secretary', 'zone_member', 'guest_member', 'helper', 'organisation_admin', 'resident_verifier', 'resident')),
	CONSTRAINT "cases_extension" CHECK ("cases"."extension" in ('none', 'asked', 'granted', 'refused')),
	CONSTRAINT "cases_escalation" CHECK ("cases"."escalation" between 0 and 3),
	CONSTRAINT "cases_code" CHECK ("cases"."code" ~ '^[^[:space:]-]+-[0-9]{4,}$')
);
--> statement-breakpoint
CREATE TABLE "check_ins" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid,
	"zone_id" uuid,
	"person_id" uuid,
	"identity_id" uuid,
	"activity" text NOT NULL,
	"state" text NOT NULL,
	"place_text" text,
	"building" text,
	"unit" text,
	"floor" text,
	"room" text,
	"occurred_on" date,
	"occurred_time" text,
	"text" text NOT NULL,
	"source_start" integer NOT NULL,
	"source_end" integer NOT NULL,
	"confidence" real NOT NULL,
	"channel" text NOT NULL,
	"inbox_id" bigint,
	"record_number" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "check_ins_record" UNIQUE("inbox_id","record_number"),
	CONSTRAINT "check_ins_activity" CHECK ("check_ins"."activity" in ('patrol', 'visit', 'mediation', 'publicity', 'assistance', 'cleanup', 'talk', 'training', 'meeting', 'standby', 'tutoring', 'other')),
	CONSTRAINT "check_ins_state" CHECK ("check_ins"."state" in ('draft', 'kept', 'withdrawn')),
	CONSTRAINT "check_ins_channel" CHECK ("check_ins"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page'))
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"name" text PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "followers" (
	"case_id" uuid NOT NULL,
	"identity_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "followers_pk" PRIMARY KEY("case_id","identity_id")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"identity_id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"draft" jsonb,
	"draft_opened_at" timestamp with time zone,
	"question" jsonb,
	"question_asked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"channel_message_id" text NOT NULL,
	"conversation" text NOT NULL,
	"lane" text NOT NULL,
	"payload" "bytea",
	"sent_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"waiting" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"handled_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "inbox_delivery" UNIQUE("channel","channel_message_id"),
	CONSTRAINT "inbox_channel" CHECK ("inbox"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "inbox_lane" CHECK ("inbox"."lane" in ('fast', 'normal'))
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"role" text NOT NULL,
	"read_only" boolean DEFAULT false NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"last_used_on" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "assignments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"zone_id" uuid,
	"role" text NOT NULL,
	"backup" boolean DEFAULT false NOT NULL,
	"position" integer NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assignments_role" CHECK ("assignments"."role" in ('branch_secretary', 'deputy_secretary', 'zone_member', 'guest_member', 'helper', 'organisation_admin', 'resident_verifier')),
	CONSTRAINT "assignments_span" CHECK ("assignments"."ends_on" is null or "assignments"."ends_on" >= "assignments"."starts_on")
);
--> statement-breakpoint
CREATE TABLE "branches" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "branches_name" UNIQUE("organisation_id","name")
);
--> statement-breakpoint
CREATE TABLE "duties" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid,
	"zone_id" uuid,
	"zone_kind" text NOT NULL,
	"clause" text,
	"title" text NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "duties_zone_kind" CHECK ("duties"."zone_kind" in ('community', 'village', 'school', 'hospital', 'office')),
	CONSTRAINT "duties_window" CHECK ("duties"."starts_on" is null or "duties"."ends_on" is null or "duties"."ends_on" >= "duties"."starts_on")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"external_id" text NOT NULL,
	"display_id" text NOT NULL,
	"person_id" uuid,
	"zone_id" uuid,
	"bound_at" timestamp with time zone,
	"bound_by" text,
	"look_up_asked_at" timestamp with time zone,
	"notice_shown_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_account" UNIQUE("channel","external_id"),
	CONSTRAINT "identities_channel" CHECK ("identities"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "identities_bound_by" CHECK ("identities"."bound_by" in ('roster', 'invite', 'secretary', 'demo')),
	CONSTRAINT "identities_lower_case" CHECK ("identities"."external_id" = lower("identities"."external_id"))
);
--> statement-breakpoint
CREATE TABLE "invite_tries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"identity_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invites_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"parent_id" uuid,
	"name" text NOT NULL,
	"path" text NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organisations_path_unique" UNIQUE("path"),
	CONSTRAINT "organisations_path" CHECK ("organisations"."path" like '/%')
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid,
	"name" text NOT NULL,
	"phone_sealed" "bytea",
	"phone_tail" text,
	"left_on" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"organisation_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "settings_pk" PRIMARY KEY("organisation_id","key")
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid,
	"token_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "sign_in_links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "zone_areas" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"text" text NOT NULL,
	"building" text,
	"unit" text,
	"position" integer NOT NULL,
	CONSTRAINT "zone_areas_text" UNIQUE("zone_id","text")
);
--> statement-breakpoint
CREATE TABLE "zones" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"last_case_number" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "zones_code_unique" UNIQUE("code"),
	CONSTRAINT "zones_kind" CHECK ("zones"."kind" in ('community', 'village', 'school', 'hospital', 'office')),
	CONSTRAINT "zones_code" CHECK ("zones"."code" = upper("zones"."code") and "zones"."code" <> 'W' and "zones"."code" !~ '[[:space:]-]')
);
--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "announcements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"audience" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"recipient_count" integer,
	"told_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "announcements_audience" CHECK ("announcements"."audience" in ('members', 'residents'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail_hash" text NOT NULL,
	"position" bigint,
	"previous_hash" text,
	"hash" text,
	CONSTRAINT "audit_position_unique" UNIQUE("position"),
	CONSTRAINT "audit_chained" CHECK (("audit"."position" is null) = ("audit"."hash" is null))
);
--> statement-breakpoint
CREATE TABLE "calendar_days" (
	"organisation_id" uuid NOT NULL,
	"on" date NOT NULL,
	"working" boolean NOT NULL,
	"note" text,
	CONSTRAINT "calendar_days_pk" PRIMARY KEY("organisation_id","on")
);
--> statement-breakpoint
CREATE TABLE "card_handles" (
	"code" text PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"task_id" text NOT NULL,
	"recipients" text[] NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "card_handles_channel" CHECK ("card_handles"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page'))
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"outbox_id" bigint NOT NULL,
	"recipient" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid,
	"channel" text NOT NULL,
	"lane" text NOT NULL,
	"batch" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"platform_id" text,
	CONSTRAINT "deliveries_pk" PRIMARY KEY("outbox_id","recipient"),
	CONSTRAINT "deliveries_channel" CHECK ("deliveries"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "deliveries_lane" CHECK ("deliveries"."lane" in ('emergency', 'reply', 'reminder', 'digest')),
	CONSTRAINT "deliveries_state" CHECK ("deliveries"."state" in ('waiting', 'sending', 'sent', 'unknown', 'failed', 'dropped')),
	CONSTRAINT "deliveries_ended" CHECK ("deliveries"."state" not in ('failed', 'dropped', 'unknown') or "deliveries"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "local_messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "local_messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account" text NOT NULL,
	"direction" text NOT NULL,
	"key" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "local_messages_once" UNIQUE("account","direction","key"),
	CONSTRAINT "local_messages_direction" CHECK ("local_messages"."direction" in ('in', 'out'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"key" text NOT NULL,
	"channel" text NOT NULL,
	"lane" text NOT NULL,
	"purpose" text NOT NULL,
	"content" jsonb,
	"case_id" uuid,
	"check_in_id" uuid,
	"deadline_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_key" UNIQUE("key","channel"),
	CONSTRAINT "outbox_channel" CHECK ("outbox"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page')),
	CONSTRAINT "outbox_lane" CHECK ("outbox"."lane" in ('emergency', 'reply', 'reminder', 'digest')),
	CONSTRAINT "outbox_purpose" CHECK ("outbox"."purpose" in ('reply', 'welcome', 'emergency', 'assignment', 'clock', 'duty', 'announcement', 'review', 'digest', 'alarm'))
);
--> statement-breakpoint
CREATE TABLE "ticks" (
	"schedule" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"ran_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticks_pk" PRIMARY KEY("schedule","due_at")
);
--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_check_in_id_check_ins_id_fk" FOREIGN KEY ("check_in_id") REFERENCES "public"."check_ins"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_history" ADD CONSTRAINT "case_history_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_history" ADD CONSTRAINT "case_history_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_history" ADD CONSTRAINT "case_history_by_person_id_people_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_reporter_person_id_people_id_fk" FOREIGN KEY ("reporter_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_reporter_identity_id_identities_id_fk" FOREIGN KEY ("reporter_identity_id") REFERENCES "public"."identities"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_handler_id_people_id_fk" FOREIGN KEY ("handler_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "followers" ADD CONSTRAINT "followers_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "followers" ADD CONSTRAINT "followers_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "followers" ADD CONSTRAINT "followers_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branches" ADD CONSTRAINT "branches_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duties" ADD CONSTRAINT "duties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duties" ADD CONSTRAINT "duties_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duties" ADD CONSTRAINT "duties_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite_tries" ADD CONSTRAINT "invite_tries_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_parent_id_organisations_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settings" ADD CONSTRAINT "settings_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_areas" ADD CONSTRAINT "zone_areas_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_areas" ADD CONSTRAINT "zone_areas_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_days" ADD CONSTRAINT "calendar_days_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_handles" ADD CONSTRAINT "card_handles_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "public"."outbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_loose" ON "attachments" USING btree ("identity_id","created_at") WHERE case_id is null and check_in_id is null;--> statement-breakpoint
CREATE INDEX "attachments_waiting" ON "attachments" USING btree ("created_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "attachments_case" ON "attachments" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_history_organisation" ON "case_history" USING btree ("organisation_id","at");--> statement-breakpoint
CREATE INDEX "cases_newest" ON "cases" USING btree ("organisation_id","created_at","id");--> statement-breakpoint
CREATE INDEX "cases_zone" ON "cases" USING btree ("organisation_id","zone_id","created_at");--> statement-breakpoint
CREATE INDEX "cases_handler" ON "cases" USING btree ("organisation_id","handler_id","state");--> statement-breakpoint
CREATE INDEX "cases_reporter" ON "cases" USING btree ("organisation_id","reporter_identity_id","created_at");--> statement-breakpoint
CREATE INDEX "cases_drafts" ON "cases" USING btree ("created_at") WHERE state = 'draft';--> statement-breakpoint
CREATE INDEX "check_ins_newest" ON "check_ins" USING btree ("organisation_id","created_at","id");--> statement-breakpoint
CREATE INDEX "check_ins_zone" ON "check_ins" USING btree ("organisation_id","zone_id","created_at");--> statement-breakpoint
CREATE INDEX "check_ins_person" ON "check_ins" USING btree ("organisation_id","person_id","created_at");--> statement-breakpoint
CREATE INDEX "conversations_drafts" ON "conversations" USING btree ("draft_opened_at") WHERE draft is not null;--> statement-breakpoint
CREATE INDEX "conversations_questions" ON "conversations" USING btree ("question_asked_at") WHERE question is not null;--> statement-breakpoint
CREATE INDEX "inbox_next" ON "inbox" USING btree ("channel","conversation","sent_at","id") WHERE handled_at is null and failed_at is null;--> statement-breakpoint
CREATE INDEX "inbox_open" ON "inbox" USING btree ("due_at") WHERE handled_at is null and failed_at is null;--> statement-breakpoint
CREATE INDEX "inbox_conversation" ON "inbox" USING btree ("channel","conversation","id");--> statement-breakpoint
CREATE INDEX "inbox_originals" ON "inbox" USING brin ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "assignments_current" ON "assignments" USING btree ("person_id","branch_id","role",coalesce("zone_id", '00000000-0000-0000-0000-000000000000')) WHERE "assignments"."ends_on" is null;--> statement-breakpoint
CREATE INDEX "assignments_zone" ON "assignments" USING btree ("organisation_id","zone_id");--> statement-breakpoint
CREATE INDEX "assignments_branch" ON "assignments" USING btree ("organisation_id","branch_id");--> statement-breakpoint
CREATE INDEX "duties_zone" ON "duties" USING btree ("organisation_id","zone_id");--> statement-breakpoint
CREATE INDEX "identities_person" ON "identities" USING btree ("organisation_id","person_id");--> statement-breakpoint
CREATE INDEX "identities_look_ups" ON "identities" USING btree ("look_up_asked_at") WHERE look_up_asked_at is not null;--> statement-breakpoint
CREATE INDEX "invite_tries_recent" ON "invite_tries" USING btree ("identity_id","at");--> statement-breakpoint
CREATE INDEX "invites_person" ON "invites" USING btree ("organisation_id","person_id");--> statement-breakpoint
CREATE INDEX "organisations_parent" ON "organisations" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "people_branch" ON "people" USING btree ("organisation_id","branch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_of_branch" ON "people" USING btree ("organisation_id","branch_id","name",coalesce("phone_tail", '')) WHERE "people"."left_on" is null;--> statement-breakpoint
CREATE INDEX "zone_areas_organisation" ON "zone_areas" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "zones_branch" ON "zones" USING btree ("organisation_id","branch_id");--> statement-breakpoint
CREATE INDEX "announcements_due" ON "announcements" USING btree ("at") WHERE told_at is null;--> statement-breakpoint
CREATE INDEX "audit_unchained" ON "audit" USING btree ("id") WHERE position is null;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("organisation_id","subject");--> statement-breakpoint
CREATE INDEX "card_handles_task" ON "card_handles" USING btree ("channel","task_id");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("channel","lane","due_at") WHERE state in ('waiting', 'sending');--> statement-breakpoint
CREATE INDEX "deliveries_recent" ON "deliveries" USING btree ("channel","recipient","sent_at");--> statement-breakpoint
CREATE INDEX "deliveries_under_way" ON "deliveries" USING btree ("channel","recipient") WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX "deliveries_batch" ON "deliveries" USING btree ("outbox_id","batch");--> statement-breakpoint
CREATE INDEX "local_messages_transcript" ON "local_messages" USING btree ("account","id");--> statement-breakpoint
CREATE INDEX "outbox_newest" ON "outbox" USING btree ("organisation_id","created_at","id");
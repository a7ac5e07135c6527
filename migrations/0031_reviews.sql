CREATE TABLE "appeals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"evaluation_id" uuid,
	"rectification_id" uuid,
	"text" text NOT NULL,
	"to_person_id" uuid NOT NULL,
	"outcome" text,
	"answer" text,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "appeals_of_one" CHECK (num_nonnulls("appeals"."evaluation_id", "appeals"."rectification_id") = 1),
	CONSTRAINT "appeals_outcome" CHECK ("appeals"."outcome" is null or "appeals"."outcome" in ('upheld', 'changed')),
	CONSTRAINT "appeals_decided" CHECK (("appeals"."outcome" is null) = ("appeals"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "ballot_boxes" (
	"round_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"private_key_sealed" "bytea",
	"ballots_sealed" "bytea",
	CONSTRAINT "ballot_boxes_pk" PRIMARY KEY("round_id","subject_id"),
	CONSTRAINT "ballot_boxes_emptied" CHECK (("ballot_boxes"."private_key_sealed" is null) = ("ballot_boxes"."ballots_sealed" is null))
);
--> statement-breakpoint
CREATE TABLE "ballot_results" (
	"round_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"eligible_count" integer NOT NULL,
	"ballot_count" integer NOT NULL,
	"counts" jsonb,
	CONSTRAINT "ballot_results_pk" PRIMARY KEY("round_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "ballot_tickets" (
	"round_id" uuid NOT NULL,
	"voter_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"blinded_hash" "bytea" NOT NULL,
	CONSTRAINT "ballot_tickets_pk" PRIMARY KEY("round_id","voter_id","subject_id"),
	CONSTRAINT "ballot_tickets_not_oneself" CHECK ("ballot_tickets"."voter_id" <> "ballot_tickets"."subject_id")
);
--> statement-breakpoint
CREATE TABLE "commendations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"round_id" uuid,
	"person_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"given_by" uuid,
	"given_on" date NOT NULL,
	"public_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "commendations_number" UNIQUE("branch_id","number")
);
--> statement-breakpoint
CREATE TABLE "evaluations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"stage" text DEFAULT 'draft' NOT NULL,
	"statements" jsonb NOT NULL,
	"exposure" jsonb NOT NULL,
	"summary" text,
	"summarised_at" timestamp with time zone,
	"grade" text,
	"grade_reason" text,
	"graded_by" uuid,
	"graded_at" timestamp with time zone,
	"shown_at" timestamp with time zone,
	"final_at" timestamp with time zone,
	"frozen_as" text,
	CONSTRAINT "evaluations_once" UNIQUE("round_id","person_id"),
	CONSTRAINT "evaluations_stage" CHECK ("evaluations"."stage" in ('draft', 'summarised', 'graded', 'shown', 'appealed', 'final')),
	CONSTRAINT "evaluations_graded" CHECK (("evaluations"."grade" is null) = ("evaluations"."grade_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "opinion_answers" (
	"round_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"voter_key" "bytea" NOT NULL,
	"choices" smallint[] NOT NULL,
	CONSTRAINT "opinion_answers_pk" PRIMARY KEY("round_id","zone_id","voter_key")
);
--> statement-breakpoint
CREATE TABLE "opinion_results" (
	"round_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"eligible_count" integer,
	"answer_count" integer NOT NULL,
	"counts" jsonb,
	CONSTRAINT "opinion_results_pk" PRIMARY KEY("round_id","zone_id")
);
--> statement-breakpoint
CREATE TABLE "rectifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"round_id" uuid,
	"person_id" uuid NOT NULL,
	"zone_id" uuid,
	"what" text NOT NULL,
	"reason" text NOT NULL,
	"due_on" date NOT NULL,
	"helper_id" uuid,
	"rechecker_id" uuid,
	"given_by" uuid,
	"state" text DEFAULT 'open' NOT NULL,
	"seen_at" timestamp with time zone,
	"report" text,
	"reported_at" timestamp with time zone,
	"extend_reason" text,
	"extended_count" integer DEFAULT 0 NOT NULL,
	"end_reason" text,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rectifications_number" UNIQUE("branch_id","number"),
	CONSTRAINT "rectifications_state" CHECK ("rectifications"."state" in ('open', 'reported', 'closed', 'cancelled')),
	CONSTRAINT "rectifications_ended" CHECK (("rectifications"."state" in ('closed', 'cancelled')) = ("rectifications"."ended_at" is not null)),
	CONSTRAINT "rectifications_somebody_else" CHECK ("rectifications"."rechecker_id" is null or "rectifications"."rechecker_id" <> "rectifications"."person_id")
);
--> statement-breakpoint
CREATE TABLE "review_findings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"text" text NOT NULL,
	"attachment_id" uuid,
	"found_by" uuid,
	"case_id" uuid,
	"rectification_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review_phrases" (
	"round_id" uuid NOT NULL,
	"role" text NOT NULL,
	"person_id" uuid NOT NULL,
	"phrase_sealed" "bytea" NOT NULL,
	"said_at" timestamp with time zone NOT NULL,
	CONSTRAINT "review_phrases_pk" PRIMARY KEY("round_id","role"),
	CONSTRAINT "review_phrases_two_people" UNIQUE("round_id","person_id"),
	CONSTRAINT "review_phrases_role" CHECK ("review_phrases"."role" in ('secretary', 'second'))
);
--> statement-breakpoint
CREATE TABLE "review_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"person_id" uuid NOT NULL,
	"zone_id" uuid,
	"about_person_id" uuid,
	"due_on" date NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"answer" text,
	"ticks" jsonb,
	"done_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	"told_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "review_requests_once" UNIQUE NULLS NOT DISTINCT("round_id","kind","person_id","zone_id","about_person_id"),
	CONSTRAINT "review_requests_kind" CHECK ("review_requests"."kind" in ('phrase', 'checklist', 'own_words', 'summary', 'grading', 'ballot', 'recheck')),
	CONSTRAINT "review_requests_state" CHECK ("review_requests"."state" in ('open', 'done', 'lapsed')),
	CONSTRAINT "review_requests_done" CHECK (("review_requests"."state" = 'done') = ("review_requests"."done_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "review_rounds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"period" text NOT NULL,
	"state" text NOT NULL,
	"opens_on" date NOT NULL,
	"closes_on" date NOT NULL,
	"list" jsonb NOT NULL,
	"list_hash" text NOT NULL,
	"seed" text,
	"drawn_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"final_at" timestamp with time zone,
	"cancel_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "review_rounds_once" UNIQUE("branch_id","kind","period"),
	CONSTRAINT "review_rounds_kind" CHECK ("review_rounds"."kind" in ('spot_check', 'opinion_round', 'year_end_evaluation', 'democratic_appraisal')),
	CONSTRAINT "review_rounds_state" CHECK ("review_rounds"."state" in ('awaiting_seed', 'open', 'closed', 'final', 'cancelled')),
	CONSTRAINT "review_rounds_dates" CHECK ("review_rounds"."closes_on" >= "review_rounds"."opens_on"),
	CONSTRAINT "review_rounds_drawn" CHECK (("review_rounds"."seed" is null) = ("review_rounds"."drawn_at" is null)),
	CONSTRAINT "review_rounds_cancelled" CHECK ("review_rounds"."state" <> 'cancelled' or "review_rounds"."cancel_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "round_keys" (
	"round_id" uuid PRIMARY KEY NOT NULL,
	"voter_key_sealed" "bytea",
	"destroyed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sampled_zones" (
	"round_id" uuid NOT NULL,
	"zone_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"chance" double precision NOT NULL,
	"replaced_by_id" uuid,
	"reason" text,
	"replaced_at" timestamp with time zone,
	CONSTRAINT "sampled_zones_pk" PRIMARY KEY("round_id","zone_id"),
	CONSTRAINT "sampled_zones_position" UNIQUE("round_id","position"),
	CONSTRAINT "sampled_zones_chance" CHECK ("sampled_zones"."chance" > 0 and "sampled_zones"."chance" <= 1),
	CONSTRAINT "sampled_zones_replaced" CHECK (("sampled_zones"."replaced_by_id" is null) = ("sampled_zones"."reason" is null))
);
--> statement-breakpoint
CREATE TABLE "scheme_entries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"branch_id" uuid NOT NULL,
	"scheme" text NOT NULL,
	"period" text NOT NULL,
	"person_id" uuid,
	"zone_id" uuid,
	"label" text,
	"fields" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scheme_entries_once" UNIQUE NULLS NOT DISTINCT("branch_id","scheme","period","person_id","zone_id","label"),
	CONSTRAINT "scheme_entries_scheme" CHECK ("scheme_entries"."scheme" in ('star_household', 'member_post', 'member_target'))
);
--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_rectification_id_rectifications_id_fk" FOREIGN KEY ("rectification_id") REFERENCES "public"."rectifications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_to_person_id_people_id_fk" FOREIGN KEY ("to_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_boxes" ADD CONSTRAINT "ballot_boxes_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_boxes" ADD CONSTRAINT "ballot_boxes_subject_id_people_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_results" ADD CONSTRAINT "ballot_results_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_results" ADD CONSTRAINT "ballot_results_subject_id_people_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_tickets" ADD CONSTRAINT "ballot_tickets_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_tickets" ADD CONSTRAINT "ballot_tickets_voter_id_people_id_fk" FOREIGN KEY ("voter_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_tickets" ADD CONSTRAINT "ballot_tickets_subject_id_people_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commendations" ADD CONSTRAINT "commendations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commendations" ADD CONSTRAINT "commendations_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commendations" ADD CONSTRAINT "commendations_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commendations" ADD CONSTRAINT "commendations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commendations" ADD CONSTRAINT "commendations_given_by_people_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_graded_by_people_id_fk" FOREIGN KEY ("graded_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinion_answers" ADD CONSTRAINT "opinion_answers_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinion_answers" ADD CONSTRAINT "opinion_answers_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinion_results" ADD CONSTRAINT "opinion_results_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinion_results" ADD CONSTRAINT "opinion_results_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_helper_id_people_id_fk" FOREIGN KEY ("helper_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_rechecker_id_people_id_fk" FOREIGN KEY ("rechecker_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rectifications" ADD CONSTRAINT "rectifications_given_by_people_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_attachment_id_attachments_id_fk" FOREIGN KEY ("attachment_id") REFERENCES "public"."attachments"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_found_by_people_id_fk" FOREIGN KEY ("found_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_findings" ADD CONSTRAINT "review_findings_rectification_id_rectifications_id_fk" FOREIGN KEY ("rectification_id") REFERENCES "public"."rectifications"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_phrases" ADD CONSTRAINT "review_phrases_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_phrases" ADD CONSTRAINT "review_phrases_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_about_person_id_people_id_fk" FOREIGN KEY ("about_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_rounds" ADD CONSTRAINT "review_rounds_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_rounds" ADD CONSTRAINT "review_rounds_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_keys" ADD CONSTRAINT "round_keys_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sampled_zones" ADD CONSTRAINT "sampled_zones_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sampled_zones" ADD CONSTRAINT "sampled_zones_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sampled_zones" ADD CONSTRAINT "sampled_zones_replaced_by_id_zones_id_fk" FOREIGN KEY ("replaced_by_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheme_entries" ADD CONSTRAINT "scheme_entries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheme_entries" ADD CONSTRAINT "scheme_entries_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheme_entries" ADD CONSTRAINT "scheme_entries_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheme_entries" ADD CONSTRAINT "scheme_entries_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_of_evaluation" ON "appeals" USING btree ("evaluation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_of_rectification" ON "appeals" USING btree ("rectification_id");--> statement-breakpoint
CREATE INDEX "appeals_open" ON "appeals" USING btree ("to_person_id") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "commendations_person" ON "commendations" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "evaluations_person" ON "evaluations" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "rectifications_person" ON "rectifications" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "rectifications_due" ON "rectifications" USING btree ("due_on") WHERE state in ('open', 'reported');--> statement-breakpoint
CREATE INDEX "review_findings_round" ON "review_findings" USING btree ("round_id","zone_id");--> statement-breakpoint
CREATE INDEX "review_requests_person" ON "review_requests" USING btree ("person_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "review_requests_due" ON "review_requests" USING btree ("due_on") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "review_requests_untold" ON "review_requests" USING btree ("kind") WHERE state = 'open' and told_at is null;--> statement-breakpoint
CREATE INDEX "review_rounds_branch" ON "review_rounds" USING btree ("branch_id","opens_on");--> statement-breakpoint
CREATE INDEX "review_rounds_going" ON "review_rounds" USING btree ("kind","closes_on") WHERE state in ('awaiting_seed', 'open', 'closed');
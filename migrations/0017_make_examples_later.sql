CREATE TABLE "verdicts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid,
	"check_in_id" uuid,
	"head" text NOT NULL,
	"final" text NOT NULL,
	"corrected" boolean NOT NULL,
	"by_member" boolean NOT NULL,
	"teller" text NOT NULL,
	"given_on" date NOT NULL,
	CONSTRAINT "verdicts_head" CHECK ("verdicts"."head" in ('category', 'urgency', 'state', 'activity')),
	CONSTRAINT "verdicts_record" CHECK (num_nonnulls(case_id, check_in_id) = 1)
);
--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_check_in_id_check_ins_id_fk" FOREIGN KEY ("check_in_id") REFERENCES "public"."check_ins"("id") ON DELETE cascade ON UPDATE no action;
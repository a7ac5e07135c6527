CREATE TABLE "learning_examples" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"head" text NOT NULL,
	"features" bigint[] NOT NULL,
	"values" real[] NOT NULL,
	"predicted" text NOT NULL,
	"final" text NOT NULL,
	"teller" text NOT NULL,
	"learnt_on" date NOT NULL,
	CONSTRAINT "learning_examples_head" CHECK ("learning_examples"."head" in ('category', 'urgency', 'state', 'activity'))
);
--> statement-breakpoint
ALTER TABLE "learning_examples" ADD CONSTRAINT "learning_examples_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "learning_examples_newest" ON "learning_examples" USING btree ("learnt_on");
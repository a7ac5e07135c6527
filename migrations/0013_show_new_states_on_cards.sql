CREATE TABLE "card_refreshes" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "card_refreshes" ADD CONSTRAINT "card_refreshes_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_refreshes" ADD CONSTRAINT "card_refreshes_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "card_refreshes_oldest" ON "card_refreshes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_cards" ON "outbox" USING btree ("case_id") WHERE case_id is not null and content ->> 'type' in ('card', 'card_update');
CREATE TABLE "visit_tallies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "visit_tallies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"on" date NOT NULL,
	"kind" text NOT NULL,
	"zone_code" text,
	"group_id" text,
	"count" integer NOT NULL,
	CONSTRAINT "visit_tallies_kind" CHECK ("visit_tallies"."kind" in ('notice', 'scan', 'join')),
	CONSTRAINT "visit_tallies_of" CHECK (("visit_tallies"."zone_code" is null) <> ("visit_tallies"."group_id" is null))
);
--> statement-breakpoint
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_person_id_people_id_fk";
--> statement-breakpoint
ALTER TABLE "zone_entries" ADD COLUMN "further_groups" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "zone_entries_further_groups" ON "zone_entries" USING gin ("further_groups");
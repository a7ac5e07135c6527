ALTER TABLE "cases" ADD COLUMN "closed_by" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_closed_by_people_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
UPDATE "cases" SET "closed_by" = (SELECT h."by_person_id" FROM "case_history" h WHERE h."case_id" = "cases"."id" AND h."event" IN ('close', 'close_as') ORDER BY h."step" DESC LIMIT 1) WHERE "state" = 'to_verify';

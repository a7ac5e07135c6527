ALTER TABLE "assignments" ADD COLUMN "ended_by" uuid;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "in_roster" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "know_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_ended_by_people_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignments_to_ask" ON "assignments" USING btree ("starts_on") WHERE know_asked_at is null and acknowledged_at is null and zone_id is not null;
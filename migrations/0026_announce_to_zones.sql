ALTER TABLE "announcements" ADD COLUMN "branch_id" uuid;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "zone_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "recall_ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_branch_id_branches_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcements_newest" ON "announcements" USING btree ("organisation_id","at");--> statement-breakpoint
CREATE INDEX "announcements_recalled" ON "announcements" USING btree ("recalled_at") WHERE recalled_at is not null and recall_ended_at is null;
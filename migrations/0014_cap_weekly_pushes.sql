DROP INDEX "duties_zone";--> statement-breakpoint
ALTER TABLE "duties" ALTER COLUMN "branch_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "weekly_pushes" ADD COLUMN "cap" integer NOT NULL;--> statement-breakpoint
CREATE INDEX "duties_branch" ON "duties" USING btree ("branch_id","zone_kind");--> statement-breakpoint
CREATE UNIQUE INDEX "duties_of_branch" ON "duties" USING btree ("branch_id","zone_kind","clause") WHERE zone_id is null and ends_on is null;--> statement-breakpoint
CREATE UNIQUE INDEX "duties_of_zone" ON "duties" USING btree ("zone_id","clause") WHERE zone_id is not null and ends_on is null;--> statement-breakpoint
ALTER TABLE "weekly_pushes" ADD CONSTRAINT "weekly_pushes_cap" CHECK ("weekly_pushes"."count" between 1 and "weekly_pushes"."cap");
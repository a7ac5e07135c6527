ALTER TABLE "sampled_zones" DROP CONSTRAINT "sampled_zones_replaced";--> statement-breakpoint
ALTER TABLE "zones" ADD COLUMN "household_count" integer;--> statement-breakpoint
ALTER TABLE "rectifications" ADD COLUMN "told_on" date;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_household_count" CHECK ("zones"."household_count" between 0 and 100000);--> statement-breakpoint
ALTER TABLE "sampled_zones" ADD CONSTRAINT "sampled_zones_replaced" CHECK ("sampled_zones"."replaced_by_id" is null or "sampled_zones"."reason" is not null);
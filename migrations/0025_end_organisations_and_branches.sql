ALTER TABLE "branches" ADD COLUMN "ended_on" date;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "ended_on" date;
ALTER TABLE "commendations" ADD COLUMN "answered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rectifications" ADD COLUMN "answer" text;--> statement-breakpoint
ALTER TABLE "rectifications" ADD COLUMN "answered_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "commendations_created" ON "commendations" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "rectifications_ended" ON "rectifications" USING btree ("ended_at") WHERE ended_at is not null;
ALTER TABLE "identities" DROP CONSTRAINT "identities_case";--> statement-breakpoint
ALTER TABLE "kf_accounts" ADD COLUMN "called_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "kf_accounts" ADD COLUMN "call_token" text;--> statement-breakpoint
ALTER TABLE "kf_accounts" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "kf_accounts" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "kf_chats" ADD COLUMN "person_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "zone_entries" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "kf_chats_person_asked" ON "kf_chats" USING btree ("person_asked_at") WHERE person_asked_at is not null;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_case" CHECK ("identities"."channel" in ('dingtalk', 'kf') or "identities"."external_id" = lower("identities"."external_id"));
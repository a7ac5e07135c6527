DROP INDEX "inbox_open";--> statement-breakpoint
DROP INDEX "deliveries_due";--> statement-breakpoint
CREATE INDEX "inbox_open" ON "inbox" USING btree ("due_at") WHERE handled_at is null and failed_at is null and waiting >= 0;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("channel","lane","due_at") WHERE state in ('waiting', 'sending') and attempts >= 0;
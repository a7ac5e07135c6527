DROP INDEX "deliveries_under_way";--> statement-breakpoint
CREATE INDEX "deliveries_under_way" ON "deliveries" USING btree ("channel","recipient") WHERE state = 'sending' and attempts >= 0;
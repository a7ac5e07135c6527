DROP INDEX "cases_handler";--> statement-breakpoint
DROP INDEX "cases_reporter";--> statement-breakpoint
CREATE INDEX "cases_handler" ON "cases" USING btree ("handler_id","state");--> statement-breakpoint
CREATE INDEX "cases_reporter" ON "cases" USING btree ("reporter_identity_id","created_at");
CREATE TABLE "api_requests" (
	"token_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"case_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_requests_pk" PRIMARY KEY("token_id","key")
);
--> statement-breakpoint
ALTER TABLE "cases" DROP CONSTRAINT "cases_channel";--> statement-breakpoint
DROP INDEX "webhook_deliveries_due";--> statement-breakpoint
ALTER TABLE "api_requests" ADD CONSTRAINT "api_requests_token_id_api_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."api_tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_requests" ADD CONSTRAINT "api_requests_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_next" ON "webhook_deliveries" USING btree ("webhook_id","due_at","id") WHERE state = 'waiting';--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_channel" CHECK ("cases"."channel" in ('wecom', 'dingtalk', 'local', 'kf', 'page', 'api'));
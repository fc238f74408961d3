-- Attempts change in place: no index names what they learn on their way but when they were silent, and when they ended.
-- concurrently
-- servable from: 0013_flex

-- Given up without word: the operator's list keeps them.
create index concurrently attempts_given_up on attempts (given_up_at) where given_up_at is not null;
-- Sent, or about to be, and not answered yet: a dead sender's are found among these few.
create index concurrently work_of_senders on work (due_at) where step = 'dispatch' and claim_token is not null;
drop index concurrently if exists attempts_intended;
drop index concurrently if exists attempts_accepted;
drop index concurrently if exists attempts_by_upstream_id;
drop index concurrently if exists attempts_abandoned;

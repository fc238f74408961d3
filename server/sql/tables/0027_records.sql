-- What an account reads of its own records: usage by time, key, model and end user.
-- servable from: 0013_flex

-- Charges and refunds of each quarter of an hour, as far as the movements of the account have been added up: so that
-- nobody who asks reads a history again. Days of every zone begin with a quarter.
create table usage_quarters (
  account_id uuid not null,
  quarter timestamptz not null,
  key_id uuid not null,
  model text not null,
  -- Empty where the request named none.
  end_user text not null,
  films int not null,
  seconds bigint not null,
  tokens bigint not null,
  charged_micros bigint not null,
  refunded_micros bigint not null,
  primary key (account_id, quarter, key_id, model, end_user)
) with (fillfactor = 80);
create table usage_known (
  account_id uuid primary key,
  -- Of the last movement that is in it.
  version bigint not null default 0
) with (fillfactor = 50);

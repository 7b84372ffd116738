-- For whom a call was made, and what the operator carries of an account's calls.

alter table hold add column user_ text;
alter table transaction_ add column user_ text;
alter type new_hold add attribute user_ text;
alter type new_transaction add attribute user_ text;

alter table account
    add column loss       bigint,
    add column loss_row   bigint,
    add column loss_until timestamptz,
    add constraint account_loss_positive check (loss > 0),
    add constraint account_loss_whole
        check ((loss is null) = (loss_row is null) and (loss is null) = (loss_until is null));
comment on column account.loss is
    'What calls cost and nobody paid, of the rows from loss_row on; from loss_until on it is of a day that is over.';

alter table limit_watch
    drop constraint limit_watch_period,
    add constraint limit_watch_period check (period in ('day', 'week', 'month', 'total'));

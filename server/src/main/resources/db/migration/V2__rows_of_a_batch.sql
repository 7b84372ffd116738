-- What the lanes send when they load and save a batch: whole rows in one array for each table. One array of rows costs PostgreSQL half of
-- what an array for each column does. These are types and not the tables' own, so that a table may get a column while an older
-- Florin still runs.

create type asked_account as (bucket smallint, account_no bigint);
comment on type asked_account is 'An account that a batch is about.';

create type asked_hold as (bucket smallint, account_no bigint, hold_no bigint);
comment on type asked_hold is 'A hold that a command of a batch names.';

create type asked_key as (bucket smallint, account_no bigint, key_hash bytea);
comment on type asked_key is 'An idempotency key that a command of a batch carries.';

create type account_change as (
    place      tid,
    account_no bigint,
    total      bigint,
    held       bigint,
    owed       bigint,
    sequence   bigint,
    last_hold  bigint,
    last_grant bigint,
    next_due   timestamptz,
    last_at    timestamptz,
    head       bytea
);
comment on type account_change is 'What a batch leaves of an account, and where its row lies.';

create type grant_change as (
    place      tid,
    account_no bigint,
    grant_no   bigint,
    remaining  bigint,
    state      text
);
comment on type grant_change is 'What a batch leaves of a grant.';

create type ended_hold as (place tid, account_no bigint, hold_no bigint);
comment on type ended_hold is 'A hold that a batch has ended.';

create type new_hold as (
    bucket            smallint,
    account_no        bigint,
    hold_no           bigint,
    amount            bigint,
    placed_at         timestamptz,
    expires_at        timestamptz,
    on_expiry         text,
    price_list        bigint,
    model             text,
    price_version     integer,
    input_tokens      bigint,
    max_output_tokens bigint,
    feature           text,
    key_no            bigint,
    metadata          text,
    salt              bytea
);
comment on type new_hold is 'A hold that a batch has placed.';

create type new_key as (
    bucket      smallint,
    account_no  bigint,
    key_hash    bytea,
    fingerprint bytea,
    kind        text,
    number      bigint
);
comment on type new_key is 'An idempotency key that a batch has used.';

create type new_transaction as (
    bucket            smallint,
    account_no        bigint,
    sequence          bigint,
    type              text,
    amount            bigint,
    balance_after     bigint,
    house             text,
    hold_no           bigint,
    held              bigint,
    placed_at         timestamptz,
    would_expire_at   timestamptz,
    hold_end          text,
    max_output_tokens bigint,
    hold_price        integer,
    model             text,
    input_tokens      bigint,
    output_tokens     bigint,
    usage_parts       text,
    price_version     integer,
    feature           text,
    key_no            bigint,
    cost              bigint,
    uncollected       bigint,
    estimated         boolean,
    draws             text,
    reason_code       text,
    reverses          bigint,
    actor             text,
    source            text,
    request           bytea,
    text_digest       bytea,
    created_at        timestamptz,
    hash              bytea
);
comment on type new_transaction is 'A row that a batch adds to the history.';

-- The same checks of the history as before, with what most rows are in front, where the server looks first.

alter table transaction_
    drop constraint transaction_type,
    drop constraint transaction_house,
    drop constraint transaction_direction,
    add constraint transaction_type check (type in
        ('charge', 'not_charged', 'grant', 'bonus', 'reversal', 'void', 'expiry', 'forfeit')),
    add constraint transaction_house check (house in ('revenue', 'cash', 'bonus', 'promotion', 'loss', 'dispute')),
    add constraint transaction_direction check (case
        when type = 'charge' then amount < 0
        when type = 'not_charged' then amount = 0
        when type in ('grant', 'bonus', 'reversal') then amount > 0
        else amount < 0 end);

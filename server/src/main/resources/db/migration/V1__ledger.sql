-- The ledger. Amounts are nano-dollars (1e-9 $) in bigint. Every table of an account begins with its bucket and number, so
-- that a distributed database can shard by the bucket. There are no foreign keys between hot tables: `florin verify` checks
-- what they would.

create table installation (
    only_row  boolean     not null default true,
    id_key    bytea       not null,
    opened_at timestamptz not null default now(),
    demo      text,
    constraint installation_pk primary key (only_row),
    constraint installation_is_one_row check (only_row),
    constraint installation_id_key_is_aes check (length(id_key) = 16),
    constraint installation_demo_is_a_mark check (demo ~ '^[0-9a-f]{32}$')
);
comment on table installation is
    'What was made once when this database was created: the key that ids are made with, and the mark of a demo.';

create table clock (
    only_row      boolean not null default true,
    offset_micros bigint  not null default 0,
    constraint clock_pk primary key (only_row),
    constraint clock_is_one_row check (only_row)
);
comment on table clock is 'What is added to the time of the database, in microseconds: zero except in a demo.';
insert into clock default values;

create sequence account_number;

create table customer (
    external_id text        not null,
    bucket      smallint    not null,
    account_no  bigint      not null,
    email       text,
    name        text,
    metadata    text        not null default '{}',
    fingerprint bytea       not null,
    created_at  timestamptz not null,
    constraint customer_pk primary key (external_id),
    constraint customer_of_one_account unique (account_no)
);
create index customer_by_email on customer (lower(email)) where email is not null;
comment on table customer is
    'The directory: the id that the host knows an account by, and what may be erased about its owner.';

create table account (
    bucket          smallint    not null,
    account_no      bigint      not null,
    total           bigint      not null default 0,
    held            bigint      not null default 0,
    owed            bigint      not null default 0,
    sequence        bigint      not null default 0,
    last_hold       bigint      not null default 0,
    last_grant      bigint      not null default 0,
    next_due        timestamptz,
    last_at         timestamptz not null,
    head            bytea       not null,
    host_plan       text,
    host_plan_until timestamptz,
    frozen          boolean     not null default false,
    time_zone       text        not null,
    limit_day       bigint,
    limit_week      bigint,
    limit_month     bigint,
    deleted         boolean     not null default false,
    created_at      timestamptz not null,
    version         bigint      not null default 0,
    constraint account_pk primary key (bucket, account_no),
    constraint account_bucket check (bucket between 0 and 63),
    constraint account_total_not_negative check (total >= 0),
    constraint account_held_within_total check (held between 0 and total),
    constraint account_owed_not_negative check (owed >= 0),
    constraint account_owes_only_when_empty check (owed = 0 or total = held),
    constraint account_head_is_sha256 check (length(head) = 32),
    constraint account_plan check (host_plan in ('free', 'pro'))
) with (fillfactor = 50);
create index account_by_due on account (next_due) where next_due is not null;
comment on table account is 'One row a customer: what is left, what is set aside, and where its history stands.';
comment on column account.version is
    'Counts the batches that changed the account, its grants, holds or keys: while it stands still, so do they all.';

create table grant_ (
    bucket     smallint    not null,
    account_no bigint      not null,
    grant_no   bigint      not null,
    kind       text        not null,
    amount     bigint      not null,
    remaining  bigint      not null,
    live       boolean     not null,
    paid       bigint      not null,
    expires_at timestamptz,
    state      text        not null,
    source     text        not null,
    created_at timestamptz not null,
    constraint grant_pk primary key (bucket, account_no, grant_no),
    constraint grant_kind check (kind in ('paid', 'bonus', 'promo', 'goodwill')),
    constraint grant_state check (state in ('open', 'expired', 'voided')),
    constraint grant_amount_positive check (amount > 0),
    constraint grant_remaining_within_amount check (remaining between 0 and amount),
    constraint grant_live_while_something_is_left check (live = (remaining > 0)),
    constraint grant_expires_only_if_given_away check (expires_at is null or kind in ('promo', 'goodwill'))
) with (fillfactor = 70);
create index grant_live on grant_ (bucket, account_no) where live;
comment on table grant_ is 'Lots of credit, each with one source. `live` is `remaining > 0`: an index may use it without moving rows.';

create table hold (
    bucket            smallint    not null,
    account_no        bigint      not null,
    hold_no           bigint      not null,
    amount            bigint      not null,
    placed_at         timestamptz not null,
    expires_at        timestamptz not null,
    on_expiry         text        not null,
    price_list        bigint      not null,
    model             text,
    price_version     integer,
    input_tokens      bigint,
    max_output_tokens bigint,
    feature           text,
    key_no            bigint      not null default 0,
    metadata          text,
    salt              bytea,
    progress_model    text,
    progress_input    bigint,
    progress_output   bigint,
    progress_parts    text,
    constraint hold_pk primary key (bucket, account_no, hold_no),
    constraint hold_amount_not_negative check (amount >= 0),
    constraint hold_ends_after_it_begins check (expires_at > placed_at),
    constraint hold_on_expiry check (on_expiry in ('release', 'capture'))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
comment on table hold is 'Open holds only. The row of the history that ended a hold keeps what it was.';

create table transaction_ (
    bucket            smallint    not null,
    account_no        bigint      not null,
    sequence          bigint      not null,
    type              text        not null,
    amount            bigint      not null,
    balance_after     bigint      not null,
    house             text        not null,
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
    draws             text        not null,
    reason_code       text,
    reverses          bigint,
    actor             text        not null,
    source            text        not null,
    request           bytea       not null,
    text_digest       bytea,
    created_at        timestamptz not null,
    hash              bytea       not null,
    constraint transaction_pk primary key (bucket, account_no, sequence),
    constraint transaction_sequence_positive check (sequence > 0),
    -- What most rows are stands in front, where the server looks first.
    constraint transaction_type check (type in
        ('charge', 'not_charged', 'grant', 'bonus', 'reversal', 'void', 'expiry', 'forfeit')),
    constraint transaction_house check (house in ('revenue', 'cash', 'bonus', 'promotion', 'loss', 'dispute')),
    constraint transaction_direction check (case
        when type = 'charge' then amount < 0
        when type = 'not_charged' then amount = 0
        when type in ('grant', 'bonus', 'reversal') then amount > 0
        else amount < 0 end),
    constraint transaction_uncollected_within_cost check (uncollected between 0 and cost),
    constraint transaction_charges_cost_or_less check (type <> 'charge' or -amount + uncollected = cost),
    constraint transaction_hold_end check (hold_end in ('settled', 'released', 'expired')),
    constraint transaction_hold_whole check ((hold_no is null) = (hold_end is null)),
    constraint transaction_hash_is_sha256 check (length(hash) = 32)
);
create unique index transaction_ends_a_hold_once on transaction_ (bucket, account_no, hold_no) where hold_no is not null;
create index transaction_by_reversed on transaction_ (bucket, account_no, reverses) where reverses is not null;
comment on table transaction_ is 'The history: rows are only ever added. Each carries the hash of itself and the row before it.';

create function transaction_is_for_ever() returns trigger language plpgsql as $$
begin
    raise exception 'rows of the history are never changed or deleted' using errcode = 'restrict_violation';
end $$;
create trigger transaction_is_for_ever before update or delete or truncate on transaction_
    for each statement execute function transaction_is_for_ever();

create table transaction_text (
    bucket      smallint not null,
    account_no  bigint   not null,
    sequence    bigint   not null,
    description text,
    reason      text,
    metadata    text     not null,
    salt        bytea    not null,
    constraint transaction_text_pk primary key (bucket, account_no, sequence)
);
comment on table transaction_text is 'The words of a row that can be erased. The row keeps their salted digest.';

create table key_ (
    bucket      smallint not null,
    account_no  bigint   not null,
    key_hash    bytea    not null,
    fingerprint bytea    not null,
    kind        text     not null,
    number      bigint   not null,
    constraint key_pk primary key (bucket, account_no, key_hash),
    constraint key_kind check (kind in ('h', 'g', 't', 'a'))
);
comment on table key_ is 'One row per keyed command that took effect, for ever: what the key stands for. No answer is stored.';

create table limit_use (
    bucket     smallint    not null,
    account_no bigint      not null,
    key_no     bigint      not null,
    period     text        not null,
    start      timestamptz not null,
    used       bigint      not null,
    held       bigint      not null,
    constraint limit_use_pk primary key (bucket, account_no, key_no, period, start),
    constraint limit_use_period check (period in ('day', 'week', 'month')),
    constraint limit_use_not_negative check (used >= 0 and held >= 0)
);
comment on table limit_use is 'How much of a spending limit is used in a period, for accounts that have one.';

create table price_list (
    only_row boolean not null default true,
    number   bigint  not null default 0,
    constraint price_list_pk primary key (only_row),
    constraint price_list_is_one_row check (only_row)
);
comment on table price_list is 'Counts the changes of the price list, so that every process sees each at once.';
insert into price_list default values;

create table price (
    model        text        not null,
    version      integer     not null,
    body         text        not null,
    effective_at timestamptz not null,
    added_in     bigint      not null,
    deleted_in   bigint,
    source       text        not null,
    created_at   timestamptz not null,
    constraint price_pk primary key (model, version),
    constraint price_version_positive check (version > 0),
    constraint price_deleted_after_added check (deleted_in > added_in)
);
comment on table price is 'Every version of every price, as it was put. Never changed; one not yet in force can be marked deleted.';

create table api_key (
    id         text        not null,
    name       text        not null,
    hash       bytea       not null,
    scopes     text        not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null,
    constraint api_key_pk primary key (id),
    constraint api_key_hash_unique unique (hash)
);
comment on table api_key is 'Restricted keys, as SHA-256 of the secret.';

create table request_key (
    owner       text  not null,
    key_hash    bytea not null,
    fingerprint bytea not null,
    target      text  not null,
    constraint request_key_pk primary key (owner, key_hash)
);
comment on table request_key is 'Idempotency keys of requests that are about no account yet, by the API key that sent them.';

create function florin_expect(actual bigint, expected bigint, what text) returns void language plpgsql as $$
begin
    if actual is distinct from expected then
        raise exception 'expected % rows of %, not %', expected, what, actual using errcode = 'data_exception';
    end if;
end $$;
comment on function florin_expect is 'Raises inside the statement that saves a batch, since COMMIT is already on its way behind it.';

create function florin_expect_moment(decided timestamptz, offset_micros bigint, decided_list bigint, list bigint)
returns timestamptz language plpgsql as $$
declare
    now timestamptz := clock_timestamp() + offset_micros * interval '1 microsecond';
begin
    if decided > now and decided < now + interval '20 milliseconds' then
        perform pg_sleep_for(decided - now);
        now := clock_timestamp() + offset_micros * interval '1 microsecond';
    end if;
    if decided > now or decided < now - interval '250 milliseconds' or decided_list <> list then
        raise exception 'decided at % by price list %, but it is % and price list %', decided, decided_list, now, list
            using errcode = 'data_exception';
    end if;
    return now;
end $$;
comment on function florin_expect_moment is
    'Answers the time to the statement that saves a batch decided from memory. Waits where it was decided a little ahead of it; raises where time and prices are not what it was decided by.';

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
    version    bigint,
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
comment on type account_change is 'What a batch leaves of an account, where its row lies, and the version that it was decided on.';

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
    bucket smallint, account_no bigint, hold_no bigint, amount bigint, placed_at timestamptz, expires_at timestamptz,
    on_expiry text, price_list bigint, model text, price_version integer, input_tokens bigint, max_output_tokens bigint,
    feature text, key_no bigint, metadata text, salt bytea
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
    bucket smallint, account_no bigint, sequence bigint, type text, amount bigint, balance_after bigint, house text, hold_no
    bigint, held bigint, placed_at timestamptz, would_expire_at timestamptz, hold_end text, max_output_tokens bigint,
    hold_price integer, model text, input_tokens bigint, output_tokens bigint, usage_parts text, price_version integer,
    feature text, key_no bigint, cost bigint, uncollected bigint, estimated boolean, draws text, reason_code text, reverses
    bigint, actor text, source text, request bytea, text_digest bytea, created_at timestamptz, hash bytea
);
comment on type new_transaction is 'A row that a batch adds to the history.';

-- What is asked of Stripe for a customer and moves no credit of itself: pages to pay or to save a card at, and changes of a subscription
-- or of the card for automatic charges. Written down before Stripe is asked, so that the key it is asked with is the same however often.

create table errand (
    bucket      smallint    not null,
    account_no  bigint      not null,
    errand_no   bigint      not null,
    what        text        not null,
    wish        bytea       not null,
    key_hash    bytea,
    fingerprint bytea       not null,
    state       text        not null,
    object_id   text,
    url         text,
    asked_at    timestamptz not null,
    busy_until  timestamptz,
    constraint errand_pk primary key (bucket, account_no, errand_no),
    constraint errand_digests check (octet_length(wish) = 16 and octet_length(fingerprint) = 16 and octet_length(key_hash) = 16),
    constraint errand_state check (state in ('open', 'done', 'refused')),
    constraint errand_ended_is_not_busy check (state = 'open' or busy_until is null),
    constraint errand_refused_has_no_key check (state <> 'refused' or key_hash is null)
);
create unique index errand_by_key on errand (bucket, account_no, key_hash) where key_hash is not null;
create index errand_open on errand (bucket, account_no) where state = 'open';
comment on table errand is 'What Stripe is asked for a customer and moves no credit of itself; its number is part of the key that Stripe knows it by.';
comment on column errand.wish is 'Digest of what exactly is wanted: the same wish again goes on with the same errand.';
comment on column errand.busy_until is 'Until when a process is at it, by the real clock, whatever a demo''s shows.';

alter table stripe_sweep add column audited_until timestamptz;
comment on column stripe_sweep.audited_until is 'When the last whole comparison of payments with Stripe''s began.';

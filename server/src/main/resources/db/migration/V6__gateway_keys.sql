-- Keys by which an account's own programs spend its credit.

create table gateway_key (
    bucket       smallint    not null,
    account_no   bigint      not null,
    key_no       bigint      not null,
    name         text        not null,
    hash         bytea       not null,
    limit_day    bigint,
    limit_week   bigint,
    limit_month  bigint,
    limit_total  bigint,
    models       text[]      not null,
    features     text[]      not null,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    created_at   timestamptz not null,
    last_used_at timestamptz,
    constraint gateway_key_pk primary key (bucket, account_no, key_no),
    constraint gateway_key_number_positive check (key_no > 0),
    constraint gateway_key_hash_is_sha256 check (length(hash) = 32),
    constraint gateway_key_limits_not_negative
        check (least(limit_day, limit_week, limit_month, limit_total) >= 0)
);
create index gateway_key_by_hash on gateway_key (hash);
comment on table gateway_key is
    'Gateway keys, as SHA-256 of the secret. Written by the lanes, but for last_used_at, which is at most a minute old.';

alter table limit_use
    drop constraint limit_use_period,
    add constraint limit_use_period check (period in ('day', 'week', 'month', 'total'));

alter table key_
    drop constraint key_kind,
    add constraint key_kind check (kind in ('h', 'g', 't', 'a', 'p', 'r', 'k'));

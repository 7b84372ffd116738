-- What customers are told. No address, name or text of a mail is stored: a mail is written when it is sent.

-- What happened before this migration has been told, or is not told any more. A row without an account is about all of them.
alter table outbox
    alter column bucket drop not null,
    alter column account_no drop not null,
    add column subject text,
    add column noticed boolean not null default true,
    add constraint outbox_of_one_account_or_of_none check ((bucket is null) = (account_no is null));
alter table outbox alter column noticed set default false;
create index outbox_not_noticed on outbox (bucket, account_no, id) where not noticed;
create index outbox_of_no_account on outbox (event, id) where account_no is null;
comment on column outbox.noticed is 'Whether mails and notices were made of it.';
comment on column outbox.subject is 'What it is about where that has no number: a model, a period.';

create index account_by_plan_end on account (least(host_plan_until, stripe_plan_until))
    where (host_plan_until is not null or stripe_plan_until is not null) and not deleted;

create table balance_watch (
    bucket             smallint    not null,
    account_no         bigint      not null,
    sequence           bigint      not null,
    low                text        not null,
    low_told_at        timestamptz,
    very_low           text        not null,
    very_low_told_at   timestamptz,
    empty              text        not null,
    empty_told_at      timestamptz,
    empty_below        bigint      not null,
    recovered_told_at  timestamptz,
    version            bigint      not null default 1,
    constraint balance_watch_pk primary key (bucket, account_no),
    constraint balance_watch_low check (low in ('above', 'quiet', 'due', 'told', 'risen')),
    constraint balance_watch_very_low check (very_low in ('above', 'quiet', 'due', 'told', 'risen')),
    constraint balance_watch_empty check (empty in ('above', 'quiet', 'due', 'told', 'risen')),
    constraint balance_watch_sequence_not_negative check (sequence >= 0)
);
comment on table balance_watch is
    'Up to which row an account''s history was followed, and what its customer was told about the balance.';
insert into balance_watch (bucket, account_no, sequence, low, very_low, empty, empty_below)
select a.bucket, a.account_no, a.sequence,
       case when a.total - a.owed < 5000000000 then 'quiet' else 'above' end,
       case when a.total - a.owed < 1000000000 then 'quiet' else 'above' end,
       case when a.total - a.owed < 10000000 then 'quiet' else 'above' end, 10000000
  from account a;

create table limit_watch (
    bucket     smallint    not null,
    account_no bigint      not null,
    key_no     bigint      not null,
    period     text        not null,
    start      timestamptz not null,
    limit_     bigint      not null,
    percent    integer     not null,
    constraint limit_watch_pk primary key (bucket, account_no, key_no, period),
    constraint limit_watch_period check (period in ('day', 'week', 'month')),
    constraint limit_watch_percent check (percent in (0, 50, 80, 100))
);
comment on table limit_watch is 'Which share of a limit a customer was told of in the present period.';

create table notice_setting (
    bucket         smallint not null,
    account_no     bigint   not null,
    low_level      bigint   not null,
    very_low_level bigint   not null,
    mails_off      text     not null default '',
    constraint notice_setting_pk primary key (bucket, account_no),
    constraint notice_setting_levels check (10000000 < very_low_level and very_low_level <= low_level
        and low_level <= 1000000000000)
);
comment on table notice_setting is 'What a customer has chosen: the levels, and which mails are not wanted. Absent = the defaults.';

create table notice (
    bucket     smallint    not null,
    account_no bigint      not null,
    notice_no  bigint generated always as identity,
    kind       text        not null,
    subject    text        not null,
    created_at timestamptz not null,
    seen_at    timestamptz,
    ended_at   timestamptz,
    constraint notice_pk primary key (bucket, account_no, notice_no)
);
create unique index notice_one_of_a_kind on notice (bucket, account_no, kind) where ended_at is null;
create index notice_ended on notice (ended_at) where ended_at is not null;
comment on table notice is 'What pages tell at their top, until what it tells about is over. Ended ones are kept for a while.';

create table mail (
    mail_id    bigint generated always as identity,
    bucket     smallint    not null,
    account_no bigint      not null,
    cause      text        not null,
    kind       text        not null,
    subject    text        not null,
    state      text        not null,
    attempts   integer     not null default 0,
    next_at    timestamptz not null,
    created_at timestamptz not null,
    ended_at   timestamptz,
    constraint mail_pk primary key (mail_id),
    constraint mail_one_for_a_cause unique (bucket, account_no, cause),
    constraint mail_state check (state in ('due', 'sent', 'dropped', 'dead')),
    constraint mail_ends check ((state = 'due') = (ended_at is null)),
    constraint mail_attempts_not_negative check (attempts >= 0)
);
create index mail_due on mail (next_at) where state = 'due';
create index mail_ended on mail (ended_at) where ended_at is not null;
comment on table mail is
    'E-mails, each once for its cause: what each is about and how far it is. Addresses and texts are never stored.';

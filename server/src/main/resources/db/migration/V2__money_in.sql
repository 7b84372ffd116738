-- Money coming in. Amounts are nano-dollars in bigint, like everywhere. Stripe's ids are Stripe's; nothing here is a card number.

alter table account
    add column stripe_plan        text,
    add column stripe_plan_until  timestamptz,
    add column recharge_threshold bigint,
    add column recharge_allowance bigint,
    add column recharge_look_at   timestamptz,
    add column recharge_asleep    boolean not null default false,
    add column claimed            bigint  not null default 0,
    add constraint account_stripe_plan check (stripe_plan in ('free', 'pro')),
    add constraint account_claimed_not_negative check (claimed >= 0),
    add constraint account_watched_whole check ((recharge_threshold is null) = (recharge_allowance is null)),
    add constraint account_due_only_where_watched check (recharge_look_at is null or recharge_threshold is not null);
create index account_by_recharge on account (recharge_look_at) where recharge_look_at is not null and not recharge_asleep;

alter type account_change add attribute recharge_allowance bigint;
alter type account_change add attribute recharge_look_at timestamptz;

alter table transaction_
    drop constraint transaction_type,
    drop constraint transaction_direction,
    add constraint transaction_type check (type in
        ('charge', 'not_charged', 'grant', 'bonus', 'reversal', 'void', 'expiry', 'forfeit', 'top_up', 'auto_recharge',
         'refund', 'refund_failed', 'dispute', 'dispute_won', 'dispute_lost', 'bonus_returned')),
    add constraint transaction_direction check (case
        when type = 'charge' then amount < 0
        when type = 'not_charged' then amount = 0
        when type in ('grant', 'bonus', 'reversal', 'top_up', 'auto_recharge', 'refund_failed', 'dispute_won') then amount > 0
        else amount < 0 end);

alter table key_
    drop constraint key_kind,
    add constraint key_kind check (kind in ('h', 'g', 't', 'a', 'p', 'r'));

create table top_up (
    bucket          smallint    not null,
    account_no      bigint      not null,
    top_up_no       bigint      not null,
    kind            text        not null,
    amount          bigint      not null,
    state           text        not null,
    opened_at       timestamptz not null,
    ended_at        timestamptz,
    card            text,
    fingerprint     text,
    session         text,
    payment         text,
    checkout_url    text,
    failure_kind    text,
    failure_code    text,
    decline_code    text,
    grant_no        bigint,
    trigger_balance bigint,
    return_url      text,
    constraint top_up_pk primary key (bucket, account_no, top_up_no),
    constraint top_up_kind check (kind in ('manual', 'automatic')),
    constraint top_up_state check (state in
        ('asking', 'requires_checkout', 'requires_confirmation', 'processing', 'succeeded', 'failed', 'expired', 'canceled')),
    constraint top_up_amount check (amount between 5000000000 and 995000000000 and amount % 10000000 = 0),
    constraint top_up_brings_credit_when_paid check ((state = 'succeeded') = (grant_no is not null)),
    constraint top_up_ends check
        ((state in ('succeeded', 'failed', 'expired', 'canceled')) = (ended_at is not null)),
    constraint top_up_paid_by_a_payment check (state <> 'succeeded' or payment is not null),
    constraint top_up_automatic_by_card check (kind = 'manual' or card is not null)
);
create unique index top_up_of_a_payment on top_up (bucket, account_no, payment) where payment is not null;
create unique index top_up_of_a_grant on top_up (bucket, account_no, grant_no) where grant_no is not null;
create unique index top_up_one_under_way on top_up (bucket, account_no)
    where card is not null and state in ('asking', 'requires_confirmation', 'processing');
create unique index top_up_one_checkout on top_up (bucket, account_no)
    where card is null and state in ('asking', 'requires_checkout');
create index top_up_open on top_up (opened_at)
    where state in ('asking', 'requires_checkout', 'requires_confirmation', 'processing');
create index top_up_declined_by_card on top_up (fingerprint, ended_at)
    where state = 'failed' and fingerprint is not null;
comment on table top_up is 'Purchases of credit, by the customer and by auto-recharge: at most one payable object at Stripe for each.';

create table refund (
    bucket         smallint    not null,
    account_no     bigint      not null,
    refund_no      bigint      not null,
    payment        text        not null,
    top_up_no      bigint,
    money          bigint      not null,
    parts          text        not null,
    made_at_stripe boolean     not null,
    stripe_id      text,
    state          text        not null,
    opened_at      timestamptz not null,
    constraint refund_pk primary key (bucket, account_no, refund_no),
    constraint refund_state check (state in ('asking', 'pending', 'succeeded', 'failed')),
    constraint refund_money_positive check (money > 0)
);
create unique index refund_called on refund (bucket, account_no, stripe_id) where stripe_id is not null;
create index refund_of_a_payment on refund (bucket, account_no, payment);
create index refund_open on refund (opened_at) where state in ('asking', 'pending');
comment on table refund is 'Money on its way back to customers, and what it took of which grant.';

create table dispute (
    bucket     smallint    not null,
    account_no bigint      not null,
    dispute_no bigint      not null,
    stripe_id  text        not null,
    payment    text        not null,
    parts      text        not null,
    state      text        not null,
    opened_at  timestamptz not null,
    constraint dispute_pk primary key (bucket, account_no, dispute_no),
    constraint dispute_called unique (bucket, account_no, stripe_id),
    constraint dispute_state check (state in ('inquiry', 'open', 'closed', 'won', 'lost'))
);
create index dispute_of_a_payment on dispute (bucket, account_no, payment);
comment on table dispute is 'Payments that banks take back or ask about, and what each took of which grant.';

create table bonus (
    bucket     smallint    not null,
    account_no bigint      not null,
    invoice    text        not null,
    line       text        not null,
    payment    text,
    start_at   timestamptz not null,
    end_at     timestamptz not null,
    granted    bigint      not null,
    taken      bigint      not null,
    grant_no   bigint,
    constraint bonus_pk primary key (bucket, account_no, invoice, line),
    constraint bonus_period check (start_at < end_at),
    constraint bonus_taken_within_granted check (taken between 0 and granted),
    constraint bonus_above_zero_has_a_grant check ((grant_no is not null) = (granted > 0))
);
create unique index bonus_of_a_grant on bonus (bucket, account_no, grant_no) where grant_no is not null;
create index bonus_of_a_payment on bonus (bucket, account_no, payment) where payment is not null;
comment on table bonus is 'What each line of a paid subscription invoice earned, once.';

create table claim (
    bucket     smallint not null,
    account_no bigint   not null,
    place      integer  not null,
    cause      text     not null,
    number     bigint   not null,
    grant_no   bigint   not null,
    amount     bigint   not null,
    constraint claim_pk primary key (bucket, account_no, place),
    constraint claim_cause check (cause in ('r', 'd')),
    constraint claim_positive check (amount > 0)
);
comment on table claim is 'What a refund or a dispute takes out of a grant as soon as no hold lies on it.';

create table debt (
    bucket     smallint not null,
    account_no bigint   not null,
    place      integer  not null,
    cause      text     not null,
    number     bigint   not null,
    grant_no   bigint   not null,
    amount     bigint   not null,
    constraint debt_pk primary key (bucket, account_no, place),
    constraint debt_cause check (cause in ('r', 'd')),
    constraint debt_positive check (amount > 0)
);
comment on table debt is 'What an account owes, by what made it. Its sum is the account''s `owed`.';

create table recharge_consent (
    bucket        smallint    not null,
    account_no    bigint      not null,
    consent_no    integer     not null,
    version       text        not null,
    given_at      timestamptz not null,
    actor         text        not null,
    ip            text,
    user_agent    text,
    threshold     bigint      not null,
    target        bigint      not null,
    monthly_limit bigint,
    constraint recharge_consent_pk primary key (bucket, account_no, consent_no)
);
comment on table recharge_consent is 'Every consent to automatic charges, with the numbers it was given for. Never changed; address and browser are erased with the account.';

create table recharge (
    bucket         smallint    not null,
    account_no     bigint      not null,
    enabled        boolean     not null,
    threshold      bigint      not null,
    target         bigint      not null,
    monthly_limit  bigint,
    consent_no     integer     not null,
    pause          text,
    soft_declines  integer     not null,
    retry_at       timestamptz,
    month_start    timestamptz not null,
    month_end      timestamptz not null,
    month_charged  bigint      not null,
    last_opened_at timestamptz,
    constraint recharge_pk primary key (bucket, account_no),
    constraint recharge_pause check (pause in
        ('declined', 'authentication_required', 'no_payment_method', 'fell_without_use', 'monthly_limit', 'amount_owed',
         'dispute', 'subscription_ended', 'account_frozen', 'stopped_by_operator')),
    constraint recharge_threshold_range check (threshold between 1000000000 and 100000000000),
    constraint recharge_target_range check (target between 5000000000 and 1000000000000),
    constraint recharge_target_above_threshold check (target >= threshold + 5000000000),
    constraint recharge_monthly_limit_usable check (monthly_limit >= 5000000000),
    constraint recharge_month_not_negative check (month_charged >= 0)
);
comment on table recharge is 'Auto-recharge: what the customer chose, and how far its brakes are.';

create table outbox (
    id         bigint generated always as identity,
    bucket     smallint    not null,
    account_no bigint      not null,
    event      text        not null,
    number     bigint      not null,
    created_at timestamptz not null,
    constraint outbox_pk primary key (id)
);
create index outbox_of_an_account on outbox (bucket, account_no, id);
comment on table outbox is 'What hosts, customers and pages are told of, written in the transaction that caused it.';

create table setting (
    only_row                  boolean     not null default true,
    automatic_charges_stopped boolean     not null default false,
    reason                    text,
    changed_by                text,
    changed_at                timestamptz,
    constraint setting_pk primary key (only_row),
    constraint setting_is_one_row check (only_row)
);
insert into setting default values;
comment on table setting is 'What the operator has set for all accounts.';

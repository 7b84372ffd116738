-- What customers ask models on our pages. Kept for the customer alone: deleted at a click, and with the account.

create table conversation (
    bucket          smallint    not null,
    account_no      bigint      not null,
    conversation_no bigint      not null,
    kind            text        not null,
    title           text        not null,
    messages        integer     not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint conversation_pk primary key (bucket, account_no, conversation_no),
    constraint conversation_kind check (kind in ('chat', 'code')),
    constraint conversation_number_positive check (conversation_no > 0)
);
create index conversation_updated on conversation (bucket, account_no, kind, updated_at, conversation_no);
comment on table conversation is 'Conversations with models, for the customer only: no report, log or row of the ledger has a word of them.';

create table conversation_message (
    bucket          smallint    not null,
    account_no      bigint      not null,
    conversation_no bigint      not null,
    message_no      integer     not null,
    author          text        not null,
    text            text        not null,
    model           text        not null,
    language        text,
    state           text        not null,
    why             text,
    sequence        bigint,
    amount          bigint,
    form            text,
    created_at      timestamptz not null,
    constraint conversation_message_pk primary key (bucket, account_no, conversation_no, message_no),
    constraint conversation_message_of_a_conversation foreign key (bucket, account_no, conversation_no)
        references conversation on delete cascade,
    constraint conversation_message_sent_once unique (bucket, account_no, form),
    constraint conversation_message_author check (author in ('customer', 'model')),
    constraint conversation_message_state check (state in ('running', 'done', 'cut', 'stopped', 'failed', 'no_credit')),
    constraint conversation_message_cost check ((sequence is null) = (amount is null) and amount >= 0)
);
comment on table conversation_message is 'Questions and answers, each answer after its question.';
comment on column conversation_message.state is
    'Of an answer: running, done, cut by a limit, stopped by the customer, failed, or waiting for credit. A question is done.';
comment on column conversation_message.sequence is 'The row of the account''s history that charged it.';

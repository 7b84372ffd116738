-- Questions to support: from customers, and from visitors whom nobody knows. Words are erased with the account.

create table support_ticket (
    ticket_no     bigint generated always as identity (start with 1001),
    bucket        smallint,
    account_no    bigint,
    email         text,
    about         bigint,
    state         text        not null,
    messages      integer     not null,
    customer_seen integer     not null,
    form          text        not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    erased        boolean     not null default false,
    constraint support_ticket_pk primary key (ticket_no),
    constraint support_ticket_asked_once unique nulls not distinct (account_no, email, form),
    constraint support_ticket_state check (state in ('waiting', 'answered', 'closed')),
    constraint support_ticket_of_a_whole_account check ((bucket is null) = (account_no is null)),
    constraint support_ticket_about_a_row_of_an_account check (about is null or (account_no is not null and about > 0)),
    constraint support_ticket_of_somebody check ((account_no is null) <> (email is null)),
    constraint support_ticket_seen check (customer_seen between 0 and messages)
);
create index support_ticket_of_account on support_ticket (bucket, account_no, updated_at) where account_no is not null;
create index support_ticket_of_visitor on support_ticket (lower(email)) where email is not null;
create index support_ticket_by_visitors on support_ticket (created_at) where account_no is null;
create index support_ticket_not_closed on support_ticket (state, updated_at, ticket_no) where state <> 'closed';
create index support_ticket_updated on support_ticket (updated_at, ticket_no);
comment on table support_ticket is
    'Conversations with support. One of an account has its number, one of a visitor an e-mail address.';
comment on column support_ticket.about is 'The row of the account''s history that the question is about.';
comment on column support_ticket.state is 'waiting = for staff, answered = for the customer, closed.';
comment on column support_ticket.customer_seen is 'Up to which message the customer has seen it.';
comment on column support_ticket.form is 'Of the form it was sent by: the same form sent twice asks once.';
comment on column support_ticket.erased is 'The account was deleted: the words are gone, number and times stay.';

create table support_message (
    ticket_no     bigint      not null,
    message_no    integer     not null,
    author        text        not null,
    text          text        not null,
    form          text        not null,
    created_at    timestamptz not null,
    mail          text        not null,
    mail_attempts integer     not null default 0,
    mail_next_at  timestamptz not null,
    constraint support_message_pk primary key (ticket_no, message_no),
    constraint support_message_of_a_ticket foreign key (ticket_no) references support_ticket on delete cascade,
    constraint support_message_sent_once unique (ticket_no, author, form),
    constraint support_message_author check (author in ('customer', 'staff')),
    constraint support_message_mail check (mail in ('none', 'due', 'sent', 'dropped', 'dead')),
    constraint support_message_number_positive check (message_no > 0)
);
create index support_message_mail_due on support_message (mail_next_at) where mail = 'due';
comment on table support_message is 'What was written in conversations with support, in order.';
comment on column support_message.mail is 'Whether the other side is told by e-mail, and how far that is.';

create table support_link (
    hash       bytea       not null,
    ticket_no  bigint      not null,
    expires_at timestamptz not null,
    constraint support_link_pk primary key (hash),
    constraint support_link_of_a_ticket foreign key (ticket_no) references support_ticket on delete cascade,
    constraint support_link_hash_is_sha256 check (length(hash) = 32)
);
create index support_link_of_ticket on support_link (ticket_no);
create index support_link_expires on support_link (expires_at);
comment on table support_link is
    'By which visitors without an account read on, as SHA-256 of the secret that their link and their browser carry.';

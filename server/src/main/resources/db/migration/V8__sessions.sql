-- Who is signed in to the pages. Of what a browser or a link carries only the SHA-256 is kept.

create table portal_link (
    hash       bytea       not null,
    bucket     smallint    not null,
    account_no bigint      not null,
    return_url text,
    expires_at timestamptz not null,
    constraint portal_link_pk primary key (hash),
    constraint portal_link_hash_is_sha256 check (length(hash) = 32)
);
create index portal_link_expires on portal_link (expires_at);
comment on table portal_link is 'One-time links that sign a customer in. Using one removes it.';

create table web_session (
    hash       bytea       not null,
    bucket     smallint,
    account_no bigint,
    return_url text,
    flash      text,
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    constraint web_session_pk primary key (hash),
    constraint web_session_hash_is_sha256 check (length(hash) = 32),
    constraint web_session_of_one_account_or_of_the_operator check ((bucket is null) = (account_no is null))
);
create index web_session_of_account on web_session (bucket, account_no);
create index web_session_seen on web_session (seen_at);
comment on table web_session is
    'Browsers that are signed in: a customer''s, or the operator''s where there is no account. Signing out removes the row.';
comment on column web_session.flash is 'What the next page says once, such as that something was saved.';

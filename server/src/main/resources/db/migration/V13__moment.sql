-- Answers the time at which it was called, not that until which it waited: after a wait the lane's clock would be told that it had
-- been right to be ahead, and would go on being so, with every batch waiting for it. And waits exactly: the server sleeps
-- whole milliseconds only, which is longer than most batches take.
create or replace function florin_expect_moment(decided timestamptz, offset_micros bigint, decided_list bigint, list bigint)
returns timestamptz language plpgsql as $$
declare
    called timestamptz := clock_timestamp() + offset_micros * interval '1 microsecond';
    now timestamptz := called;
begin
    if decided > now and decided < now + interval '20 milliseconds' then
        if decided > now + interval '1 millisecond' then
            perform pg_sleep_for(decided - now - interval '1 millisecond');
        end if;
        while decided > now loop
            now := clock_timestamp() + offset_micros * interval '1 microsecond';
        end loop;
    end if;
    if decided > now or decided < now - interval '250 milliseconds' or decided_list <> list then
        raise exception 'decided at % by price list %, but it is % and price list %', decided, decided_list, now, list
            using errcode = 'data_exception';
    end if;
    return called;
end $$;
comment on function florin_expect_moment is
    'Answers the time at which it was called to the statement that saves a batch decided from memory. Waits where it was decided a little ahead of it; raises where time and prices are not what it was decided by.';

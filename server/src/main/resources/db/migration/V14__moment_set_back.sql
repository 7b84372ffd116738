-- As before, but a clock that is set back while a batch waits for it is nothing to wait for: the wait ends, and the batch is refused.
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
        while decided > now and decided < now + interval '20 milliseconds' loop
            now := clock_timestamp() + offset_micros * interval '1 microsecond';
        end loop;
    end if;
    if decided > now or decided < now - interval '250 milliseconds' or decided_list <> list then
        raise exception 'decided at % by price list %, but it is % and price list %', decided, decided_list, now, list
            using errcode = 'data_exception';
    end if;
    return called;
end $$;

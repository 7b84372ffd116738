WITH RECURSIVE fibonacci (n, a, b) AS (
    SELECT 1, 0::numeric, 1::numeric
    UNION ALL
    SELECT n + 1, b, a + b FROM fibonacci WHERE n < 20
)
SELECT n, a AS number FROM fibonacci;

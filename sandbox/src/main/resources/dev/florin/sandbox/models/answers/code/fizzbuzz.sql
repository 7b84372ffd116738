SELECT i,
       CASE
           WHEN i % 15 = 0 THEN 'FizzBuzz'
           WHEN i % 3 = 0 THEN 'Fizz'
           WHEN i % 5 = 0 THEN 'Buzz'
           ELSE i::text
       END AS word
FROM generate_series(1, 100) AS i;

SELECT email, count(*) AS times
FROM customer
GROUP BY email
HAVING count(*) > 1
ORDER BY times DESC;

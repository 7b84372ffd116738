SELECT c.id, c.name, sum(o.total) AS revenue
FROM customer c
JOIN orders o ON o.customer_id = c.id
GROUP BY c.id, c.name
ORDER BY revenue DESC
LIMIT 10;

SELECT paid_at,
       amount,
       sum(amount) OVER (ORDER BY paid_at ROWS UNBOUNDED PRECEDING) AS running_total
FROM payment
ORDER BY paid_at;

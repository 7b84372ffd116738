import java.util.BitSet;
import java.util.List;

public class Main {
    static List<Integer> primes(int limit) {
        BitSet prime = new BitSet(limit + 1);
        prime.set(2, Math.max(limit + 1, 2));
        for (int n = 2; (long) n * n <= limit; n++) {
            if (prime.get(n)) {
                for (int multiple = n * n; multiple <= limit; multiple += n) {
                    prime.clear(multiple);
                }
            }
        }
        return prime.stream().boxed().toList();
    }

    public static void main(String[] args) {
        System.out.println(primes(100));
    }
}

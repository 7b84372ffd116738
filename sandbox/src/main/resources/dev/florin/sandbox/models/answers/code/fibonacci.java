import java.math.BigInteger;

public class Main {
    static BigInteger fibonacci(int n) {
        BigInteger a = BigInteger.ZERO;
        BigInteger b = BigInteger.ONE;
        for (int i = 0; i < n; i++) {
            BigInteger next = a.add(b);
            a = b;
            b = next;
        }
        return a;
    }

    public static void main(String[] args) {
        for (int n = 0; n < 20; n++) {
            System.out.println(n + ": " + fibonacci(n));
        }
    }
}

public class Main {
    static String word(int i) {
        String word = (i % 3 == 0 ? "Fizz" : "") + (i % 5 == 0 ? "Buzz" : "");
        return word.isEmpty() ? Integer.toString(i) : word;
    }

    public static void main(String[] args) {
        for (int i = 1; i <= 100; i++) {
            System.out.println(word(i));
        }
    }
}
